/** Menus and forms of a script. Source: ipxe src/hci/commands/dynui_cmd.c, src/core/dynui.c. */

/** An item of a menu, or a field of a form. */
export interface ScriptItem {
  /** null: it cannot be chosen. */
  label: string | null
  text: string
  /** Code of the key that chooses it at once; null: none. */
  key: number | null
  default: boolean
  /** Typed text is not shown. */
  secret: boolean
}

/** A menu as it is shown. */
export interface ScriptMenu {
  title: string
  items: ScriptItem[]
  /** Index of the item that is highlighted first. */
  selected: number
  /** 0: none. */
  timeoutMs: number
}

/** The item that is highlighted first; -1: none can be. `label`: of --default; null: not given. */
export function firstItem(items: readonly ScriptItem[], label: string | null): number {
  const wanted = items.findLastIndex((item) =>
    label === null ? item.default && item.label !== null : item.label === label,
  )
  return wanted >= 0 ? wanted : items.findIndex((item) => item.label !== null)
}
