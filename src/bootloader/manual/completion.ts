/** Completion for bash and zsh, made from the commands' own descriptions. */

import type { Options } from 'yargs'
import { COMMON_OPTIONS, commandPages, type Page } from './pages.ts'

/** Options whose value is a file or a folder; shells complete paths behind them. */
const PATHS =
  /^(output|output-directory|kernel|ramdisk|pygrub|pygrub-image|tree|config|ca-file|verify|pcap|reservations|fixture|udhcpc)$/
/** Options whose value is a network device. */
const DEVICES = /^(bridge|interface|bridge-adapter)$/

export function completionScript(shell: 'bash' | 'zsh'): string {
  // zsh runs bash's completions (zshcompsys(1), bashcompinit).
  return shell === 'bash'
    ? bash()
    : `#compdef tspxeboot\nautoload -U +X bashcompinit && bashcompinit\n${bash()}`
}

function bash(): string {
  const pages = commandPages().map((page) => ({ ...page, name: page.words.replace(/ ?[<[].*/, '') }))
  const names = pages.map(({ name }) => name).filter(Boolean)
  const firsts = [...new Set(names.map((name) => name.split(' ')[0] ?? ''))]
  const seconds = names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[1] ?? '')
  const everyOption = Object.assign({}, ...pages.map(({ options }) => options)) as Record<string, Options>
  return `# Completion of tspxeboot for bash, made by: tspxeboot completion bash
_tspxeboot() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} option value command= place=1 words=
  COMPREPLY=()
  case \${COMP_WORDS[1]-} in ${firsts.join('|')}) command=\${COMP_WORDS[1]} place=2 ;; esac
  if [ "$command" = vbox ]; then
    case \${COMP_WORDS[2]-} in ${seconds.join('|')}) command="vbox \${COMP_WORDS[2]}" place=3 ;; esac
  fi
  # --option=value is one word to us, and three to bash.
  if [ "$before" = = ]; then option=\${COMP_WORDS[COMP_CWORD-2]} value=$word
  elif [ "$word" = = ]; then option=$before value=
  else option=$before value=$word; fi
  case $option in
${valueCases(everyOption)}
  esac
  case $command in
${pages.map(optionCase).join('\n')}
    vbox) words='${seconds.join(' ')}' ;;
  esac
  if [ "$COMP_CWORD" = 1 ]; then words="$words ${firsts.join(' ')} mac= bridge="; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  case \${COMPREPLY-} in *=) compopt -o nospace 2>/dev/null ;; esac
  [ "\${#COMPREPLY[@]}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
}
complete -o filenames -F _tspxeboot tspxeboot
`
}

/** What stands behind an option that has values. */
function valueCases(options: Record<string, Options>): string {
  return Object.entries(options)
    .flatMap(([name, { choices }]) => {
      const reply =
        choices !== undefined
          ? `-W '${choices.join(' ')}'`
          : PATHS.test(name)
            ? '-f'
            : DEVICES.test(name)
              ? '-W "$(ls /sys/class/net)"'
              : null
      return reply === null ? [] : [`    --${name}) COMPREPLY=($(compgen ${reply} -- "$value")); return ;;`]
    })
    .join('\n')
}

function optionCase({ name, options }: Page & { name: string }): string {
  const words = Object.entries({ ...options, ...COMMON_OPTIONS }).map(
    ([option, { type }]) => `--${option}${type === 'boolean' ? '' : '='}`,
  )
  return `    '${name}') words='${words.join(' ')}' ;;`
}
