/** Ruby's ffi-rzmq, over libzmq. */
import { rolesOfBinding } from '../bindings.mjs'

export const packages = ['ruby', 'ruby-ffi-rzmq', 'libzmq5']
export const version = `ruby -e 'require "ffi-rzmq"; print ZMQ::VERSION, ", Ruby ", RUBY_VERSION'`

const PROGRAM = `require 'ffi-rzmq'
verb, endpoint = ARGV
$stdout.sync = true
types = { 'reply' => ZMQ::REP, 'request' => ZMQ::REQ, 'push' => ZMQ::PUSH, 'pull' => ZMQ::PULL, 'subscribe' => ZMQ::SUB }
context = ZMQ::Context.new
socket = context.socket(types.fetch(verb))
socket.setsockopt(ZMQ::SUBSCRIBE, 'a') if verb == 'subscribe'
socket.connect(endpoint)
receive = lambda { frames = []; socket.recv_strings(frames); frames }
case verb
when 'reply'
  until (request = receive.call) == ['end']
    socket.send_strings(request)
  end
  puts 'ok'
when 'request'
  10.times do |i|
    socket.send_strings([i.to_s, 'x'])
    raise 'wrong reply' unless receive.call == [i.to_s, 'x']
  end
  puts 'ok 10'
when 'push'
  1000.times { |i| socket.send_strings([i.to_s, 'x' * 300]) }
  puts 'ok'
when 'pull'
  n = 0
  n += 1 until receive.call[0] == 'end'
  puts "ok #{n}"
when 'subscribe'
  n = 0
  ready = false
  until (text = receive.call[0]) == 'a end'
    if text == 'a' then n += 1
    elsif !ready then puts 'ready'; ready = true
    end
  end
  puts "ok #{n}"
end
socket.close
context.terminate
`

export const roles = rolesOfBinding((stage) => ['ruby', [stage.file('peer.rb', PROGRAM)]])
