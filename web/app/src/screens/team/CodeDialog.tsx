import { encode } from "uqr";
import { Dialog } from "../../parts/Dialog.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../router/paths.ts";
import { invites as say } from "../../words/en/invites.ts";

/** What the standard asks for around a code, in modules. */
const quiet = 4;

/** Dark on white whatever the page looks like: cameras want it so. */
function Code({ text }: { readonly text: string }) {
  const { size, data } = encode(text, { ecc: "M", border: quiet });
  const path = data.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")),
  );
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={say("codeOf", { address: text })}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path.join("")} fill="#000" />
    </svg>
  );
}

/** Names by which a device means itself: nobody else gets anywhere by them. */
const isOwnName = (host: string) => /^(localhost|127\.[\d.]+|\[::1\])$/.test(host);

/**
 * The way to the hub, to be scanned by somebody who is here: the address under which this tablet
 * has the app. The link of an invitation is not known to any tablet.
 */
export default function CodeDialog({ onClose }: { readonly onClose: () => void }) {
  const address = location.origin + paths.join;
  return (
    <Dialog title={say("codeTitle")} onClose={onClose} class="qr-sheet">
      <Code text={address} />
      <p class="qr-address" dir="ltr">
        {address}
      </p>
      {isOwnName(location.hostname) && (
        <p class="warn-t">
          <Icon name="triangle-alert" small /> {say("codeLocal")}
        </p>
      )}
      <p>{say("codeText")}</p>
      <p class="s">{say("codeMail")}</p>
    </Dialog>
  );
}
