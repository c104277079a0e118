/**
 * chumak, ZMTP in Erlang. Debian has no package of it: a commit of its repository is cloned into a temporary folder and compiled.
 * Without a network, CHUMAK_REPOSITORY names a clone of it.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolesOfBinding } from '../bindings.mjs'

const REPOSITORY = process.env.CHUMAK_REPOSITORY ?? 'https://github.com/zeromq/chumak'
const COMMIT = '46377a965ad61cd6ff14703e9db89d3007e484dc'
const LIMIT = { timeout: 20_000 }

export const packages = ['erlang-base', 'git']

/** Clones and compiles it: without its source nothing else can be tried. */
export function version() {
  const tell =
    'ok = application:load(chumak), {ok, V} = application:get_key(chumak, vsn), io:format("~s, Erlang/OTP ~s", [V, erlang:system_info(otp_release)]), halt().'
  return execFileSync('erl', ['-noshell', '-pa', compiled(), '-eval', tell], { encoding: 'utf8' })
}

const PROGRAM = `-module(interop_peer).
-export([main/0]).

main() ->
    [Verb, Endpoint] = init:get_plain_arguments(),
    ok = application:start(chumak),
    Type = case Verb of
        "reply" -> rep; "request" -> req; "push" -> push; "pull" -> pull; "subscribe" -> sub;
        _ -> list_to_atom(Verb)
    end,
    {ok, Socket} = chumak:socket(Type, "peer-" ++ Verb),
    case Verb of "subscribe" -> chumak:subscribe(Socket, <<"a">>); "xsub" -> chumak:subscribe(Socket, <<"a">>); _ -> ok end,
    ["tcp:", [], Address] = re:split(Endpoint, "/", [{return, list}]),
    [Host, Port] = string:split(Address, ":"),
    {ok, _} = chumak:connect(Socket, tcp, Host, list_to_integer(Port)),
    io:format("~s~n", [run(Verb, Socket)]),
    ok = application:stop(chumak),
    init:stop().

number(I) -> integer_to_binary(I).

receive_all(Socket) ->
    {ok, Frames} = chumak:recv_multipart(Socket),
    Frames.

%% A REP of chumak joins the frames of a request, and replies with one.
run("reply", Socket) ->
    case chumak:recv(Socket) of
        {ok, <<"end">>} -> "ok";
        {ok, Request} -> ok = chumak:send(Socket, Request), run("reply", Socket)
    end;
run("request", Socket) ->
    lists:foreach(fun(I) ->
        ok = chumak:send_multipart(Socket, [number(I), <<"x">>]),
        [Number, <<"x">>] = receive_all(Socket),
        Number = number(I)
    end, lists:seq(0, 9)),
    "ok 10";
run("push", Socket) ->
    lists:foreach(fun(I) -> ok = chumak:send_multipart(Socket, [number(I), binary:copy(<<"x">>, 300)]) end, lists:seq(0, 999)),
    "ok";
run("pull", Socket) -> pull(Socket, 0);
run("subscribe", Socket) -> topics(Socket, false, 0);
run("xsub", Socket) ->
    ok = chumak:send_multipart(Socket, [<<"from">>, <<"XSUB">>]),
    topics(Socket, false, 0);
run("pub", Socket) -> publish(Socket, 0);
%% An XPUB of chumak receives messages but no subscriptions.
run("xpub", Socket) ->
    [<<"from">>, <<"XSUB">>] = receive_all(Socket),
    lists:foreach(fun(I) -> ok = chumak:send_multipart(Socket, [<<"a">>, number(I)]), ok = chumak:send_multipart(Socket, [<<"b">>, number(I)]) end, lists:seq(0, 9)),
    [<<"end">>] = receive_all(Socket),
    "ok";
run("dealer", Socket) ->
    lists:foreach(fun(I) -> ok = chumak:send_multipart(Socket, [number(I), <<"x">>]) end, lists:seq(0, 9)),
    lists:foreach(fun(I) -> Expected = [number(I), <<"y">>], Expected = receive_all(Socket) end, lists:seq(0, 9)),
    "ok";
run("router", Socket) ->
    case receive_all(Socket) of
        [_, <<"end">>] -> "ok";
        Message -> ok = chumak:send_multipart(Socket, Message), run("router", Socket)
    end;
run("pair", Socket) ->
    lists:foreach(fun(I) ->
        ok = chumak:send_multipart(Socket, [number(I), <<"x">>]),
        Expected = [number(I), <<"y">>],
        Expected = receive_all(Socket)
    end, lists:seq(0, 9)),
    "ok".

pull(Socket, N) ->
    case receive_all(Socket) of
        [<<"end">>] -> ["ok ", number(N)];
        [_, _] -> pull(Socket, N + 1)
    end.

topics(Socket, Ready, N) ->
    case receive_all(Socket) of
        [<<"a end">>] -> ["ok ", number(N)];
        [<<"a">>, _] -> topics(Socket, Ready, N + 1);
        _ when Ready -> topics(Socket, true, N);
        _ -> io:format("ready~n"), topics(Socket, true, N)
    end.

%% A PUB does not learn who subscribes: it goes on until it is ended.
publish(Socket, I) ->
    ok = chumak:send_multipart(Socket, [<<"a">>, number(I)]),
    ok = chumak:send_multipart(Socket, [<<"b">>, number(I)]),
    timer:sleep(5),
    publish(Socket, I + 1).
`

/** The folder of the compiled library; it goes when this process does. */
let library

function compiled() {
  if (library !== undefined) return library
  const folder = mkdtempSync(join(tmpdir(), 'tszmq-chumak-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const source = join(folder, 'source')
  const ebin = join(folder, 'ebin')
  try {
    execFileSync('git', ['clone', '--quiet', REPOSITORY, source], { stdio: ['ignore', 'ignore', 'pipe'] })
    execFileSync('git', ['-C', source, 'checkout', '--quiet', '--detach', COMMIT], { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    throw new Error(`cannot clone chumak from ${REPOSITORY}: set CHUMAK_REPOSITORY to a clone of it\n${error.stderr}`)
  }
  mkdirSync(ebin)
  const modules = readdirSync(join(source, 'src')).filter((name) => name.endsWith('.erl'))
  execFileSync('erlc', ['-I', join(source, 'include'), '-o', ebin, ...modules.map((name) => join(source, 'src', name))], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  execFileSync('cp', [join(source, 'src/chumak.app.src'), join(ebin, 'chumak.app')])
  return (library = ebin)
}

function command(stage) {
  const ebin = compiled()
  execFileSync('erlc', ['-o', stage.folder, stage.file('interop_peer.erl', PROGRAM)], { stdio: 'inherit' })
  return ['erl', ['-noshell', '-kernel', 'logger_level', 'emergency', '-pa', ebin, stage.folder, '-s', 'interop_peer', 'main', '-extra']]
}

function start(stage, verb, endpoint) {
  const [name, args] = command(stage)
  return stage.start(name, [...args, verb, endpoint])
}

async function printed(program, expected) {
  const code = await program.ended
  assert.equal(`${code}: ${program.output.trim().split('\n').at(-1)}`, `0: ${expected}`, program.output)
}

const texts = (message) => message.map(String)

const { 'its REP, our REQ': _, ...shared } = rolesOfBinding(command)

export const roles = {
  'its REP, our REQ': async ({ Request }, stage) => {
    const request = stage.socket(new Request())
    const program = start(stage, 'reply', await request.bind('tcp://127.0.0.1:*'))
    for (let i = 0; i < 10; i++) {
      await request.send(Buffer.alloc(i * 100, i), LIMIT)
      assert.deepEqual(await request.receive(LIMIT), [Buffer.alloc(i * 100, i)])
    }
    await request.send('end')
    await printed(program, 'ok')
  },
  ...shared,
  'its PUB, our SUB': async ({ Subscriber }, stage) => {
    const subscriber = stage.socket(new Subscriber())
    subscriber.subscribe('a')
    start(stage, 'pub', await subscriber.bind('tcp://127.0.0.1:*'))
    const [, first] = await subscriber.receive(LIMIT)
    for (let i = 1; i <= 20; i++) assert.deepEqual(texts(await subscriber.receive(LIMIT)), ['a', `${Number(first) + i}`])
  },
  'its XPUB, our XSUB': async ({ XSubscriber }, stage) => {
    const subscriber = stage.socket(new XSubscriber())
    const connected = new Promise((resolve) => subscriber.events.on('handshake', resolve))
    const program = start(stage, 'xpub', await subscriber.bind('tcp://127.0.0.1:*'))
    await connected
    await subscriber.send('\x01a', LIMIT)
    await subscriber.send(['from', 'XSUB'], LIMIT)
    for (let i = 0; i < 10; i++) assert.deepEqual(texts(await subscriber.receive(LIMIT)), ['a', `${i}`])
    await subscriber.send('end', LIMIT)
    await printed(program, 'ok')
  },
  'its XSUB, our XPUB': async ({ XPublisher }, stage) => {
    const publisher = stage.socket(new XPublisher())
    const program = start(stage, 'xsub', await publisher.bind('tcp://127.0.0.1:*'))
    const received = [texts(await publisher.receive(LIMIT)), texts(await publisher.receive(LIMIT))]
    // It may send its subscriptions after the first message.
    assert.deepEqual(received.sort(), [['\x01a'], ['from', 'XSUB']])
    for (let i = 0; i < 10; i++) await publisher.send([i % 2 === 0 ? 'a' : 'b', `${i}`])
    await publisher.send('a end')
    await printed(program, 'ok 5')
  },
  'its DEALER, our ROUTER': async ({ Router }, stage) => {
    const router = stage.socket(new Router())
    const program = start(stage, 'dealer', await router.bind('tcp://127.0.0.1:*'))
    for (let i = 0; i < 10; i++) {
      assert.deepEqual(texts(await router.receive(LIMIT)), ['peer-dealer', `${i}`, 'x'])
      await router.send(['peer-dealer', `${i}`, 'y'], LIMIT)
    }
    await printed(program, 'ok')
  },
  'its ROUTER, our DEALER': async ({ Dealer }, stage) => {
    const dealer = stage.socket(new Dealer({ routingId: 'ours' }))
    const program = start(stage, 'router', await dealer.bind('tcp://127.0.0.1:*'))
    for (let i = 0; i < 10; i++) await dealer.send([`${i}`, 'x'], LIMIT)
    for (let i = 0; i < 10; i++) assert.deepEqual(texts(await dealer.receive(LIMIT)), [`${i}`, 'x'])
    await dealer.send('end')
    await printed(program, 'ok')
  },
  'its PAIR, our PAIR': async ({ Pair }, stage) => {
    const pair = stage.socket(new Pair())
    const program = start(stage, 'pair', await pair.bind('tcp://127.0.0.1:*'))
    for (let i = 0; i < 10; i++) {
      assert.deepEqual(texts(await pair.receive(LIMIT)), [`${i}`, 'x'])
      await pair.send([`${i}`, 'y'], LIMIT)
    }
    await printed(program, 'ok')
  },
}
