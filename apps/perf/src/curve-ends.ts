/** A CURVE server and its client for every run, as the socket options that both libraries call the same. Public: fit for nothing else. */

export interface CurveServerEnd {
  readonly curveServer: true
  readonly curvePublicKey: string
  readonly curveSecretKey: string
}

export interface CurveClientEnd {
  readonly curveServerKey: string
  readonly curvePublicKey: string
  readonly curveSecretKey: string
}

export interface CurveEnds {
  readonly server: CurveServerEnd
  readonly client: CurveClientEnd
}

const serverKey = 'Qbq[uon<oa6+Ma&IRjzwkHSS&yd]RL/<6QC/b=*L'

export const curveEnds: CurveEnds = {
  server: {
    curveServer: true,
    curvePublicKey: serverKey,
    curveSecretKey: 'H#8H@GG}P9>6]e0JDdaOqW!A)({ls]HO!frRhOI>',
  },
  client: {
    curveServerKey: serverKey,
    curvePublicKey: '3H-:?cZ^?mIR8Yi+k4k4)SIOlhEvwOo1F)[J(BsP',
    curveSecretKey: '7)%N7aVJ}A@ivnwPowk$d3jbYw^h>y/G($g{LsS0',
  },
}
