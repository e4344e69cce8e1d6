/** Makes the completion for bash and zsh from the table of commands. */

import type { CommandGroup, CommandNode, OptionTable } from '../command.ts'
import { COMMON_OPTIONS, commandPages, type Page } from './pages.ts'

/** The script that the shell evaluates. */
export function completionScript(commands: readonly CommandNode[], shell: 'bash' | 'zsh'): string {
  // zsh runs bash's completions (zshcompsys(1), bashcompinit).
  return shell === 'bash'
    ? bash(commands)
    : `#compdef tspxeboot\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`
}

function bash(commands: readonly CommandNode[]): string {
  const pages = commandPages(commands)
  const firsts = commands.map(({ name }) => name).filter(Boolean)
  const groups = commands.filter((node): node is CommandGroup => 'commands' in node)
  const everyOption = Object.assign({}, ...pages.map(({ options }) => options)) as OptionTable
  return `# Completion of tspxeboot for bash, made by: tspxeboot completion bash
_tspxeboot() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} option value command= place=1 words= at
  COMPREPLY=()
  case \${COMP_WORDS[1]-} in ${firsts.join('|')}) command=\${COMP_WORDS[1]} place=2 ;; esac
${groups.map(groupCase).join('\n')}
  # --option=value is one word to us, and three to bash.
  if [ "$before" = = ]; then option=\${COMP_WORDS[COMP_CWORD-2]} value=$word
  elif [ "$word" = = ]; then option=$before value=
  else option=$before value=$word; fi
${pages
  .filter(({ rest }) => rest !== null)
  .map(restCase)
  .join('\n')}
  case $option in
    bridge) COMPREPLY=($(compgen -W "$(cd /sys/class/net && echo */bridge | sed 's,/bridge,,g')" -- "$value")); return ;;
${valueCases(everyOption)}
  esac
  case $command in
${pages.map(optionCase).join('\n')}
${groups.map(({ name, commands }) => `    ${name}) words='${names(commands).join(' ')}' ;;`).join('\n')}
  esac
  if [ "$COMP_CWORD" = 1 ]; then words="$words ${firsts.join(' ')} mac= bridge="; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  case \${COMPREPLY-} in *=) compopt -o nospace 2>/dev/null ;; esac
  [ "\${#COMPREPLY[@]}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
}
complete -o filenames -F _tspxeboot tspxeboot
`
}

function names(commands: readonly CommandNode[]): string[] {
  return commands.map(({ name }) => name)
}

function groupCase({ name, commands }: CommandGroup): string {
  return `  if [ "$command" = ${name} ]; then
    case \${COMP_WORDS[2]-} in ${names(commands).join('|')}) command="${name} \${COMP_WORDS[2]}" place=3 ;; esac
  fi`
}

/** After `--` come a program and its words. */
function restCase({ name, rest }: Page): string {
  const first = rest?.startsWith('COMMAND') ? '-c' : '-f'
  return `  if [ "$command" = '${name}' ]; then
    for ((at = 2; at < COMP_CWORD; at++)); do
      [ "\${COMP_WORDS[at]}" = -- ] || continue
      if [ $((at + 1)) = "$COMP_CWORD" ]; then COMPREPLY=($(compgen ${first} -- "$word")); else COMPREPLY=($(compgen -f -- "$word")); fi
      return
    done
  fi`
}

/** What completes the value of an option. */
function valueCases(options: OptionTable): string {
  return Object.entries(options)
    .flatMap(([name, { choices, completes }]) => {
      const reply =
        choices !== undefined
          ? `-W '${choices.join(' ')}'`
          : completes === undefined
            ? null
            : VALUES[completes]
      return reply === null ? [] : [`    --${name}) COMPREPLY=($(compgen ${reply} -- "$value")); return ;;`]
    })
    .join('\n')
}

const VALUES = { path: '-f', device: '-W "$(ls /sys/class/net)"' }

function optionCase({ name, options }: Page): string {
  const words = Object.entries({ ...options, ...COMMON_OPTIONS }).map(
    ([option, { type }]) => `--${option}${type === 'boolean' ? '' : '='}`,
  )
  return `    '${name}') words='${words.join(' ')}' ;;`
}
