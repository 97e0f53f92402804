// Unpacks the headless Chromium of the npm package into the temporary folder (TMPDIR) and prints its path.
import chromium from "@sparticuz/chromium";

console.log(await chromium.executablePath());
