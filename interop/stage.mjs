/** What a role needs around it: a folder that is removed, programs that are ended, sockets that are closed. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export class Stage {
  folder = mkdtempSync(join(tmpdir(), 'tszmq-interop-'))
  #children = []
  #sockets = []

  /** Writes a file into the folder; returns its path. */
  file(name, text, mode = 0o644) {
    const path = join(this.folder, name)
    writeFileSync(path, text, { mode })
    return path
  }

  /** Starts a program. `output` grows as it prints; `ended` resolves with its exit code. */
  start(command, args = [], options = {}) {
    const child = spawn(command, args, { cwd: this.folder, stdio: ['pipe', 'pipe', 'pipe'], ...options })
    const program = { child, output: '', ended: undefined }
    program.ended = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    program.ended.catch(() => undefined)
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (program.output += data))
    this.#children.push(program)
    return program
  }

  /** The end of what each program that was started has printed. */
  get output() {
    return this.#children.map(({ child, output }) => `output of ${child.spawnfile}:\n${output.slice(-4000)}`).join('\n')
  }

  /** Runs a program to its end. Throws with its output if it fails. */
  async run(command, args = [], options = {}) {
    const program = this.start(command, args, options)
    const code = await program.ended
    if (code !== 0) throw new Error(`${command} ended with ${code}:\n${program.output}`)
    return program.output
  }

  /** A socket that is closed when the role ends. */
  socket(socket) {
    this.#sockets.push(socket)
    return socket
  }

  /** A tcp port that was free a moment ago, for programs that cannot choose one. */
  freePort() {
    return new Promise((resolve, reject) => {
      const server = createServer()
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address()
        server.close(() => resolve(port))
      })
    })
  }

  async end() {
    for (const socket of this.#sockets) socket.close()
    for (const { child } of this.#children) child.kill('SIGKILL')
    await Promise.all(this.#children.map(({ ended }) => ended.catch(() => undefined)))
    rmSync(this.folder, { recursive: true, force: true })
  }
}
