/** The guest's place on the network: finds the host's device, and makes a port on it with the guest's MAC. */

export { type Capture, startCapture } from './capture.ts'
export { findGuest, type Sighting } from './find-guest.ts'
export {
  type ArpProbe,
  type GuestPort,
  makeGuestPort,
  PORT_NAME,
  type PortHolder,
  PROBE_WAIT_MS,
} from './guest-port.ts'
export { type HostNetwork, readHostNetwork } from './host-network.ts'
export { type DeviceState, inspectDevice } from './inspect-device.ts'
export { settleNetwork } from './network-settings.ts'
export { type PacketCounts, packetCounts } from './packet-counts.ts'
export { type Device, findPlace, type WantedPlace } from './place.ts'
export { missingTool, runTool, TOOL_PATH } from './run-tool.ts'
