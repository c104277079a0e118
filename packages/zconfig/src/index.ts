/** ZPL configuration and CURVE certificates. A list of names, no logic. */
export { ConfigError, type ConfigErrorCode } from './config-error.ts'
export type { CurveKey } from './curve-key.ts'
export { Zcert, type CertificateKeys, type CertificateLoadOptions, type CertificateSaveOptions, type CurveSocket } from './zcert.ts'
export { Zcertstore, type CertificateLoader } from './zcertstore.ts'
export { Zconfig } from './zconfig.ts'
export type { ZplLimits } from './zpl-limits.ts'
export type { ZplInput, ZplItem, ZplObject, ZplValue } from './zpl-object.ts'
