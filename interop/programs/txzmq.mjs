/** txZMQ, Twisted over pyzmq. What it calls REP and REQ is a ROUTER and a DEALER with the envelopes of a REP and a REQ. */
import { rolesOfBinding } from '../bindings.mjs'
import { python } from '../python.mjs'

export const packages = ['python3-txzmq', 'python3-twisted', 'python3-zmq']
export const version = `${python} -c 'import importlib.metadata as m, zmq; print(m.version("txZMQ"), "Twisted", m.version("Twisted"), "libzmq", zmq.zmq_version())'`

const PROGRAM = `import sys
from twisted.internet import defer, reactor, task
from txzmq import ZmqEndpoint, ZmqFactory, ZmqPullConnection, ZmqPushConnection, ZmqREPConnection, ZmqREQConnection, ZmqSubConnection

verb, address = sys.argv[1:]
factory = ZmqFactory()
factory.lingerPeriod = -1
endpoint = ZmqEndpoint('connect', address)
done = defer.Deferred()

class Reply(ZmqREPConnection):
    def gotMessage(self, id, *frames):
        if frames == (b'end',):
            done.callback('ok')
        else:
            self.reply(id, *frames)

class Pull(ZmqPullConnection):
    n = 0

    def onPull(self, message):
        if message[0] == b'end':
            done.callback(f'ok {self.n}')
        else:
            self.n += 1

class Subscribe(ZmqSubConnection):
    n, ready = 0, False

    def messageReceived(self, message):
        if message[0] == b'a end':
            done.callback(f'ok {self.n}')
        elif message[0] == b'a':
            self.n += 1
        elif not self.ready:
            self.ready = True
            print('ready', flush=True)

@defer.inlineCallbacks
def request(connection):
    for i in range(10):
        reply = yield connection.sendMsg(b'%d' % i, b'x')
        assert reply == [b'%d' % i, b'x']
    done.callback('ok 10')

def main(reactor):
    if verb == 'reply':
        Reply(factory, endpoint)
    elif verb == 'request':
        request(ZmqREQConnection(factory, endpoint)).addErrback(done.errback)
    elif verb == 'push':
        connection = ZmqPushConnection(factory, endpoint)
        for i in range(1000):
            connection.push([b'%d' % i, b'x' * 300])
        done.callback('ok')
    elif verb == 'pull':
        Pull(factory, endpoint)
    else:
        Subscribe(factory, endpoint).subscribe(b'a')
    return done

def finish(text):
    factory.shutdown()
    print(text)

done.addCallback(finish)
task.react(main)
`

export const roles = rolesOfBinding((stage) => [python, [stage.file('peer.py', PROGRAM)]])
