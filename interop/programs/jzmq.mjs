/** jzmq, Java over libzmq by JNI. */
import { rolesOfJava } from '../java.mjs'

export const packages = ['libzmq-java', 'libzmq-jni', 'default-jdk-headless']
export const version = `dpkg-query -W -f='\${Package} \${Version} ' libzmq-java libzmq5`

export const roles = rolesOfJava(['-cp', '/usr/share/java/zmq.jar'])
