/** The text of `zmakecert --help`. */

export const usage = `usage: zmakecert [FILE] [--meta NAME=VALUE]... [--force]
       zmakecert --print

Makes a CURVE key pair and writes two files, as CZMQ's zmakecert does:
  FILE          the public certificate, to give to peers (default mycert.txt)
  FILE_secret   the secret certificate, which nobody else may read

Options:
  --meta NAME=VALUE   a line about the owner in both files; may be given several times.
                      Without any, and at a terminal, it asks for name, email and organization.
  --force             replace files that are there
  --print             write no file: print both keys in Z85, as libzmq's curve_keygen does
  --help, --version

Exit codes: 0 made, 1 could not, 2 wrong usage.
`
