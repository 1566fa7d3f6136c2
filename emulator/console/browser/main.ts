/** The console page: starts its parts and tells each what happens. */
import { startControls } from "./controls.js";
import { follow } from "./live.js";
import { startRequests } from "./requests.js";
import { startVendors } from "./vendors.js";

const vendors = await startVendors();
const controls = startControls(vendors.names);
const requests = startRequests();

follow({
  requests: (entries) => {
    requests.add(entries);
  },
  cleared: () => {
    requests.clear();
  },
  settings: (settings) => {
    controls.show(settings);
  },
  changed: () => {
    vendors.refresh();
  },
});
