/** R's pbdZMQ, over libzmq. */
import { rolesOfBinding } from '../bindings.mjs'

export const packages = ['r-base-core', 'r-cran-pbdzmq']
export const version = `Rscript -e 'cat(format(packageVersion("pbdZMQ")), ", R ", format(getRversion()), sep = "")'`

const PROGRAM = `suppressWarnings(suppressMessages(library(pbdZMQ)))
arguments <- commandArgs(trailingOnly = TRUE)
verb <- arguments[1]
types <- list(reply = ZMQ.ST()$REP, request = ZMQ.ST()$REQ, push = ZMQ.ST()$PUSH, pull = ZMQ.ST()$PULL, subscribe = ZMQ.ST()$SUB)
context <- zmq.ctx.new()
socket <- zmq.socket(context, types[[verb]])
if (verb == "subscribe") zmq.setsockopt(socket, ZMQ.SO()$SUBSCRIBE, "a")
zmq.connect(socket, arguments[2])
receive <- function() zmq.recv.multipart(socket, unserialize = FALSE)
send <- function(frames) zmq.send.multipart(socket, frames, serialize = FALSE)
text <- function(frames) rawToChar(frames[[1]])
say <- function(...) { cat(..., "\\n"); flush(stdout()) }
n <- 0
if (verb == "reply") {
  repeat {
    request <- receive()
    if (length(request) == 1 && text(request) == "end") break
    send(request)
  }
  say("ok")
} else if (verb == "request") {
  for (i in 0:9) {
    request <- list(charToRaw(as.character(i)), charToRaw("x"))
    send(request)
    stopifnot(identical(receive(), request))
  }
  say("ok", 10)
} else if (verb == "push") {
  for (i in 0:999) send(list(charToRaw(as.character(i)), charToRaw(strrep("x", 300))))
  say("ok")
} else if (verb == "pull") {
  while (text(receive()) != "end") n <- n + 1
  say("ok", n)
} else {
  ready <- FALSE
  repeat {
    topic <- text(receive())
    if (topic == "a end") break
    if (topic == "a") n <- n + 1
    else if (!ready) { ready <- TRUE; say("ready") }
  }
  say("ok", n)
}
zmq.close(socket)
zmq.ctx.destroy(context)
`

export const roles = rolesOfBinding((stage) => ['Rscript', [stage.file('peer.R', PROGRAM)]])
