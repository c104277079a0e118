/** Key pairs as text, and invalid ones. */
import { loadLibsodiumCrypto } from '@tszmq/fuzzer'
import { curveKeyPair, curvePublicKey } from '../../src/security/curve-keys.ts'
import { z85Decode, z85Encode } from '@tszmq/zmtp-codec'

// Ids of threats: docs/threats.md.

describe('curveKeyPair', () => {
  it('creates another pair each time, 40 characters of Z85 each, whose keys match', async () => {
    const crypto = await loadLibsodiumCrypto()
    const pairs = Array.from({ length: 20 }, curveKeyPair)
    for (const { publicKey, secretKey } of pairs) {
      expect([publicKey.length, secretKey.length, curvePublicKey(secretKey)]).toEqual([40, 40, publicKey])
      expect(z85Encode(crypto.publicKey(z85Decode(secretKey)))).toBe(publicKey)
    }
    expect(new Set(pairs.flatMap((pair) => [pair.publicKey, pair.secretKey])).size).toBe(40)
  })
})

describe('curvePublicKey', () => {
  it('computes the pair of the CURVE manual of libzmq', () => {
    expect(curvePublicKey('D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs')).toBe('Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID')
  })

  it.each(['', 'a'.repeat(35), 'a'.repeat(39), 'a'.repeat(41), 'a'.repeat(45), `${'a'.repeat(39)}~`, '#'.repeat(40)])(
    'C14: throws for %j, without it in the message',
    (text) => {
      try {
        curvePublicKey(text)
        throw new Error('was taken')
      } catch (error) {
        expect(error).toMatchObject({ code: 'EINVAL', message: expect.stringMatching(/40 characters of Z85/) as unknown })
        if (text !== '') expect((error as Error).message).not.toContain(text)
      }
    },
  )
})
