/** Haskell's zeromq4-haskell, over libzmq. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { rolesOfBinding } from '../bindings.mjs'

export const packages = ['ghc', 'libghc-zeromq4-haskell-dev']
export const version = `echo $(ghc-pkg field zeromq4-haskell version --simple-output), GHC $(ghc --numeric-version)`

const PROGRAM = `{-# LANGUAGE OverloadedStrings #-}
module Main (main) where

import Control.Monad (forM_, unless)
import Data.ByteString (ByteString)
import qualified Data.ByteString.Char8 as B
import Data.List.NonEmpty (NonEmpty (..), fromList)
import System.Environment (getArgs)
import System.IO (BufferMode (LineBuffering), hSetBuffering, stdout)
import System.ZMQ4

connected :: SocketType t => t -> String -> (Socket t -> IO ()) -> IO ()
connected kind endpoint use = withContext $ \\context -> withSocket context kind $ \\socket -> connect socket endpoint >> use socket

sendAll :: Sender t => Socket t -> [ByteString] -> IO ()
sendAll socket frames = sendMulti socket (fromList frames)

number :: Int -> ByteString
number = B.pack . show

reply :: Socket Rep -> IO ()
reply socket = do
  request <- receiveMulti socket
  if request == ["end"] then putStrLn "ok" else sendAll socket request >> reply socket

ask :: Socket Req -> IO ()
ask socket = do
  forM_ [0 .. 9] $ \\i -> do
    sendAll socket [number i, "x"]
    answer <- receiveMulti socket
    unless (answer == [number i, "x"]) $ fail "wrong reply"
  putStrLn "ok 10"

push :: Socket Push -> IO ()
push socket = do
  forM_ [0 .. 999] $ \\i -> sendAll socket [number i, B.replicate 300 'x']
  putStrLn "ok"

pull :: Int -> Socket Pull -> IO ()
pull n socket = do
  message <- receiveMulti socket
  if head message == "end" then putStrLn ("ok " ++ show n) else pull (n + 1) socket

topics :: Bool -> Int -> Socket Sub -> IO ()
topics ready n socket = do
  message <- receiveMulti socket
  case head message of
    "a end" -> putStrLn ("ok " ++ show n)
    "a" -> topics ready (n + 1) socket
    _ -> unless ready (putStrLn "ready") >> topics True n socket

main :: IO ()
main = do
  hSetBuffering stdout LineBuffering
  [verb, endpoint] <- getArgs
  case verb of
    "reply" -> connected Rep endpoint reply
    "request" -> connected Req endpoint ask
    "push" -> connected Push endpoint push
    "pull" -> connected Pull endpoint (pull 0)
    "subscribe" -> connected Sub endpoint $ \\socket -> subscribe socket "a" >> topics False 0 socket
    _ -> fail "unknown verb"
`

export const roles = rolesOfBinding((stage) => {
  const program = join(stage.folder, 'peer')
  execFileSync('ghc', ['-v0', '-outputdir', stage.folder, '-o', program, stage.file('Main.hs', PROGRAM)], { stdio: 'inherit' })
  return [program, []]
})
