/** What a kernel says about the guests that it can boot as. */

export { checkGuestType, type GuestType } from './check-guest-type.ts'
