/** Never calls Zactor.run(). */
export const nothing = undefined
