/** Does not parse. */
const = 
