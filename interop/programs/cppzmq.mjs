/** cppzmq, C++ over libzmq. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { rolesOfBinding } from '../bindings.mjs'

export const packages = ['cppzmq-dev', 'libzmq3-dev', 'g++']
export const version = `dpkg-query -W -f='\${Package} \${Version} ' cppzmq-dev libzmq5`

const PROGRAM = `#include <zmq.hpp>
#include <zmq_addon.hpp>
#include <iostream>
#include <map>
#include <string>
#include <vector>

static std::vector<std::string> receive(zmq::socket_t &socket) {
  std::vector<zmq::message_t> parts;
  if (!zmq::recv_multipart(socket, std::back_inserter(parts))) throw std::runtime_error("nothing received");
  std::vector<std::string> frames;
  for (const auto &part : parts) frames.push_back(part.to_string());
  return frames;
}

static void send(zmq::socket_t &socket, const std::vector<std::string> &frames) {
  std::vector<zmq::const_buffer> parts;
  for (const auto &frame : frames) parts.push_back(zmq::buffer(frame));
  zmq::send_multipart(socket, parts);
}

int main(int, char **argv) {
  const std::string verb = argv[1];
  const std::map<std::string, zmq::socket_type> types = {{"reply", zmq::socket_type::rep}, {"request", zmq::socket_type::req},
    {"push", zmq::socket_type::push}, {"pull", zmq::socket_type::pull}, {"subscribe", zmq::socket_type::sub}};
  zmq::context_t context;
  zmq::socket_t socket(context, types.at(verb));
  if (verb == "subscribe") socket.set(zmq::sockopt::subscribe, "a");
  socket.connect(argv[2]);
  if (verb == "reply") {
    for (;;) {
      const auto request = receive(socket);
      if (request == std::vector<std::string>{"end"}) break;
      send(socket, request);
    }
    std::cout << "ok" << std::endl;
  } else if (verb == "request") {
    for (int i = 0; i < 10; i++) {
      const std::vector<std::string> request = {std::to_string(i), "x"};
      send(socket, request);
      if (receive(socket) != request) return 1;
    }
    std::cout << "ok 10" << std::endl;
  } else if (verb == "push") {
    for (int i = 0; i < 1000; i++) send(socket, {std::to_string(i), std::string(300, 'x')});
    std::cout << "ok" << std::endl;
  } else if (verb == "pull") {
    int n = 0;
    while (receive(socket)[0] != "end") n++;
    std::cout << "ok " << n << std::endl;
  } else {
    int n = 0;
    bool ready = false;
    for (std::string text = receive(socket)[0]; text != "a end"; text = receive(socket)[0]) {
      if (text == "a") n++;
      else if (!ready) { std::cout << "ready" << std::endl; ready = true; }
    }
    std::cout << "ok " << n << std::endl;
  }
}
`

export const roles = rolesOfBinding((stage) => {
  const program = join(stage.folder, 'peer')
  execFileSync('g++', ['-std=c++17', '-o', program, stage.file('peer.cpp', PROGRAM), '-lzmq'], { stdio: 'inherit' })
  return [program, []]
})
