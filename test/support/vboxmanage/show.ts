// What `showvminfo --machinereadable` prints: 5.2 escapes nothing, newer ones escape texts.
import type { Version } from './options.ts'

export interface Settings {
  name: string
  uuid: string
  file: string
  state: string
  /** As modifyvm named them, without hyphens. */
  values: Record<string, string>
  controllers: { name: string; type: string }[]
  /** `CONTROLLER-PORT-DEVICE`: medium. */
  slots: Record<string, string>
  startedAs?: string
}

export function showMachine(machine: Settings, version: Version): string {
  const { values, controllers, slots } = machine
  const text = (value: string) =>
    version === '5.2' ? value : value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
  const lines = [
    `name="${text(machine.name)}"`,
    'groups="/"',
    'ostype="Debian (64-bit)"',
    `UUID="${machine.uuid}"`,
    `CfgFile="${text(machine.file)}"`,
    `hardwareuuid="${machine.uuid}"`,
    `memory=${values.memory}`,
    `vram=${values.vram}`,
    'cpuexecutioncap=100',
    `firmware="${(values.firmware ?? 'bios').toUpperCase()}"`,
    `cpus=${values.cpus}`,
    ...[1, 2, 3, 4].map((place) => `boot${place}="${values[`boot${place}`] ?? 'none'}"`),
    `VMState="${machine.state}"`,
    'VMStateChangeTime="2024-05-01T10:00:00.000000000"',
    ...controllers.flatMap(({ name, type }, index) => [
      `storagecontrollername${index}="${text(name)}"`,
      `storagecontrollertype${index}="${type}"`,
    ]),
    ...Object.entries(slots).flatMap(([key, medium]) => [
      `"${key}"="${text(medium)}"`,
      ...(medium === 'emptydrive' || medium.endsWith('.iso')
        ? [`"${key.replace(/-(\d+-\d+)$/, '-tempeject-$1')}"="off"`]
        : []),
    ]),
    ...(values.nic1 === 'bridged' ? [`bridgeadapter1="${values.bridgeadapter1}"`] : []),
    ...(values.nic1 === 'hostonly' ? [`hostonlyadapter1="${values.hostonlyadapter1}"`] : []),
    `macaddress1="${values.macaddress1 ?? '080027000000'}"`,
    `cableconnected1="${values.cableconnected1 ?? 'on'}"`,
    `nic1="${values.nic1}"`,
    `nictype1="${values.nictype1}"`,
    'nicspeed1="0"',
    'nic2="none"',
    ...(values.vrde === 'on'
      ? [`vrde="on"`, `vrdeport=-1`, `vrdeports="${values.vrdeport}"`, `vrdeaddress="${values.vrdeaddress}"`]
      : ['vrde="off"']),
    'VideoMode="720,400,0"@0,0 1',
    'audio="none"',
    ...(values.description === undefined ? [] : [`description="${text(values.description)}"`]),
    'GuestMemoryBalloon=0',
  ]
  return `${lines.join('\n')}\n`
}
