/** Rust's crate zmq, over libzmq; built without a network from the crates that Debian installs. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { rolesOfBinding } from '../bindings.mjs'

export const packages = ['cargo', 'rustc', 'librust-zmq-dev']
export const version = `echo crate $(sed -n 's/^version = "\\(.*\\)"/\\1/p;' /usr/share/cargo/registry/zmq-[0-9]*/Cargo.toml | head -1), $(/usr/bin/rustc --version)`

const PROGRAM = `use std::error::Error;

fn receive(socket: &zmq::Socket) -> zmq::Result<Vec<Vec<u8>>> {
    socket.recv_multipart(0)
}

fn send(socket: &zmq::Socket, frames: &[Vec<u8>]) -> zmq::Result<()> {
    socket.send_multipart(frames, 0)
}

fn number(i: usize) -> Vec<u8> {
    i.to_string().into_bytes()
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let verb = arguments[1].as_str();
    let context = zmq::Context::new();
    let socket = context.socket(match verb {
        "reply" => zmq::REP,
        "request" => zmq::REQ,
        "push" => zmq::PUSH,
        "pull" => zmq::PULL,
        _ => zmq::SUB,
    })?;
    if verb == "subscribe" {
        socket.set_subscribe(b"a")?;
    }
    socket.connect(&arguments[2])?;
    let mut n = 0;
    match verb {
        "reply" => {
            loop {
                let request = receive(&socket)?;
                if request == [b"end"] {
                    break;
                }
                send(&socket, &request)?;
            }
            println!("ok");
        }
        "request" => {
            for i in 0..10 {
                let request = [number(i), b"x".to_vec()];
                send(&socket, &request)?;
                assert_eq!(receive(&socket)?, request);
            }
            println!("ok 10");
        }
        "push" => {
            for i in 0..1000 {
                send(&socket, &[number(i), vec![b'x'; 300]])?;
            }
            println!("ok");
        }
        "pull" => {
            while receive(&socket)?[0] != b"end" {
                n += 1;
            }
            println!("ok {}", n);
        }
        _ => {
            let mut ready = false;
            loop {
                match receive(&socket)?[0].as_slice() {
                    b"a end" => break,
                    b"a" => n += 1,
                    _ if !ready => {
                        ready = true;
                        println!("ready");
                    }
                    _ => {}
                }
            }
            println!("ok {}", n);
        }
    }
    Ok(())
}
`

const MANIFEST = `[package]
name = "peer"
version = "0.0.0"
edition = "2021"

[dependencies]
zmq = "0.9"
`

const CONFIG = `[source.crates-io]
replace-with = "debian"

[source.debian]
directory = "/usr/share/cargo/registry"
`

export const roles = rolesOfBinding((stage) => {
  for (const folder of ['src', '.cargo']) mkdirSync(join(stage.folder, folder))
  stage.file('Cargo.toml', MANIFEST)
  stage.file('.cargo/config.toml', CONFIG)
  stage.file('src/main.rs', PROGRAM)
  const environment = {
    ...process.env,
    RUSTC: '/usr/bin/rustc',
    CARGO_HOME: join(stage.folder, 'cargo'),
    CARGO_TARGET_DIR: join(stage.folder, 'target'),
  }
  execFileSync('/usr/bin/cargo', ['build', '--offline', '--quiet'], {
    cwd: stage.folder,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return [join(stage.folder, 'target/debug/peer'), []]
})
