/** The program of `bindings.mjs` in Java. JeroMQ and jzmq share the API of the package org.zeromq. */
import { rolesOfBinding } from './bindings.mjs'

const PROGRAM = `import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

public class Peer {
  public static void main(String[] args) {
    String verb = args[0];
    ZMQ.Context context = ZMQ.context(1);
    int type = verb.equals("reply") ? ZMQ.REP : verb.equals("request") ? ZMQ.REQ : verb.equals("push") ? ZMQ.PUSH : verb.equals("pull") ? ZMQ.PULL : ZMQ.SUB;
    ZMQ.Socket socket = context.socket(type);
    if (verb.equals("subscribe")) socket.subscribe("a".getBytes());
    socket.connect(args[1]);
    if (verb.equals("reply")) {
      for (;;) {
        ZMsg request = ZMsg.recvMsg(socket);
        if (request.size() == 1 && request.peekFirst().toString().equals("end")) break;
        request.send(socket);
      }
      System.out.println("ok");
    } else if (verb.equals("request")) {
      for (int i = 0; i < 10; i++) {
        socket.sendMore(String.valueOf(i));
        socket.send("x");
        ZMsg reply = ZMsg.recvMsg(socket);
        if (reply.size() != 2 || !reply.popString().equals(String.valueOf(i))) System.exit(1);
      }
      System.out.println("ok 10");
    } else if (verb.equals("push")) {
      for (int i = 0; i < 1000; i++) {
        socket.sendMore(String.valueOf(i));
        socket.send(new byte[300], 0);
      }
      System.out.println("ok");
    } else if (verb.equals("pull")) {
      int n = 0;
      while (!ZMsg.recvMsg(socket).popString().equals("end")) n++;
      System.out.println("ok " + n);
    } else {
      int n = 0;
      boolean ready = false;
      for (;;) {
        String text = ZMsg.recvMsg(socket).popString();
        if (text.equals("a end")) break;
        if (text.equals("a")) n++;
        else if (!ready) { System.out.println("ready"); ready = true; }
      }
      System.out.println("ok " + n);
    }
    socket.close();
    context.term();
  }
}
`

/** `options`: where the library is, as options of the command `java`. */
export const rolesOfJava = (options) => rolesOfBinding((stage) => ['java', [...options, stage.file('Peer.java', PROGRAM)]])
