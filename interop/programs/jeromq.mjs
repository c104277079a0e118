/** JeroMQ, ZMTP in Java, as Debian has it (0.3.6). */
import { rolesOfJava } from '../java.mjs'

export const packages = ['libjeromq-java', 'default-jdk-headless']
export const version = `dpkg-query -W -f='\${Version}' libjeromq-java`

export const roles = rolesOfJava(['-cp', '/usr/share/java/jeromq.jar'])
