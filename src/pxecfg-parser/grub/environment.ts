/**
 * Variables. configfile and submenus open a context: exported variables are copied into it, and nothing comes back.
 * Source: GRUB kern/env.c, normal/context.c, kern/main.c (root), net/net.c (net_default_server).
 */

interface Variable {
  value: string
  exported: boolean
}

/** The variables of all open contexts. */
export class Environment {
  readonly #contexts: Map<string, Variable>[] = [new Map()]

  get(name: string): string | undefined {
    return this.#top.get(name === 'pxe_default_server' ? 'net_default_server' : name)?.value
  }

  /** Removes one pair of parentheses around the value of `root`. */
  set(name: string, value: string): void {
    const key = name === 'pxe_default_server' ? 'net_default_server' : name
    const kept = key === 'root' && /^\(.*\)$/s.test(value) ? value.slice(1, -1) : value
    const known = this.#top.get(key)
    if (known === undefined) this.#top.set(key, { value: kept, exported: false })
    else known.value = kept
  }

  /** Sets and exports. */
  define(name: string, value: string): void {
    this.set(name, value)
    this.export(name)
  }

  unset(name: string): void {
    if (name === 'root') this.set(name, '')
    else this.#top.delete(name)
  }

  export(name: string): void {
    if (this.get(name) === undefined) this.set(name, '')
    const variable = this.#top.get(name === 'pxe_default_server' ? 'net_default_server' : name)
    if (variable !== undefined) variable.exported = true
  }

  /** Opens a context with the exported variables, and returns their names. */
  open(): string[] {
    const exported = [...this.#top].filter(([, variable]) => variable.exported)
    this.#contexts.push(new Map(exported.map(([name, variable]) => [name, { ...variable }])))
    return exported.map(([name]) => name)
  }

  close(): void {
    if (this.#contexts.length > 1) this.#contexts.pop()
  }

  get #top(): Map<string, Variable> {
    const top = this.#contexts.at(-1)
    if (top === undefined) throw new Error('an environment without a context')
    return top
  }
}
