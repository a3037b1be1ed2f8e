import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Around {
  readonly label: string;
  readonly hint?: ComponentChildren;
  /** What is wrong with what was typed. */
  readonly wrong?: string | undefined;
  /** Said when somebody else is at this field. */
  readonly held?: ComponentChildren;
  /** Said of what may come of an edit, before it. */
  readonly ahead?: ComponentChildren;
}

function Frame({
  label,
  hint,
  wrong,
  held,
  ahead,
  id,
  children,
}: Around & { readonly id: string; readonly children: ComponentChildren }) {
  return (
    <div class={held ? "field is-held" : "field"}>
      <label for={id}>{label}</label>
      {children}
      {held && <p class="held">{held}</p>}
      {ahead && (
        <p class="ahead" id={`${id}-ahead`} role="status">
          {ahead}
        </p>
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

const described = (id: string, { hint, wrong, ahead }: Around) => ({
  ...(hint || wrong || ahead
    ? {
        "aria-describedby": [hint && `${id}-hint`, wrong && `${id}-wrong`, ahead && `${id}-ahead`]
          .filter(Boolean)
          .join(" "),
      }
    : {}),
  ...(wrong ? { "aria-invalid": true } : {}),
});

interface TextProps extends Around {
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly type?:
    | "text"
    | "tel"
    | "email"
    | "number"
    | "time"
    | "date"
    | "datetime-local"
    | "password"
    | "search";
  readonly dir?: "auto" | "ltr" | "rtl";
  readonly inputMode?: "text" | "numeric" | "decimal" | "tel" | "email" | "search";
  readonly autocomplete?: string;
  readonly autocapitalize?: "off" | "words" | "characters" | "sentences";
  readonly spellcheck?: boolean;
  readonly maxLength?: number;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly step?: number | string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** A <datalist> with suggestions. */
  readonly list?: string;
  readonly onFocus?: () => void;
  readonly onBlur?: () => void;
}

/** One line of text, or a number, a time, whatever `type` says. */
export function TextField({ label, hint, wrong, held, ahead, value, onText, ...rest }: TextProps) {
  const id = useId();
  const around = { label, hint, wrong, held, ahead };
  return (
    <Frame {...around} id={id}>
      <input
        dir="auto"
        autocomplete="off"
        {...(rest as { type?: "text" })}
        {...described(id, around)}
        id={id}
        value={value}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </Frame>
  );
}

interface AreaProps extends Around {
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly rows?: number;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly onFocus?: () => void;
  readonly onBlur?: () => void;
}

export function TextArea({ label, hint, wrong, held, ahead, value, onText, ...rest }: AreaProps) {
  const id = useId();
  const around = { label, hint, wrong, held, ahead };
  return (
    <Frame {...around} id={id}>
      <textarea
        dir="auto"
        {...rest}
        {...described(id, around)}
        id={id}
        value={value}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </Frame>
  );
}

interface SelectProps extends Around {
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onText: (value: string) => void;
  readonly onFocus?: () => void;
  readonly onBlur?: () => void;
}

export function Select(props: SelectProps) {
  const { label, hint, wrong, held, ahead, value, options, onText, ...rest } = props;
  const id = useId();
  const around = { label, hint, wrong, held, ahead };
  return (
    <Frame {...around} id={id}>
      <select
        {...described(id, around)}
        id={id}
        value={value}
        onChange={(event) => onText(event.currentTarget.value)}
        {...rest}
      >
        {options.map((each) => (
          <option key={each.value} value={each.value} dir="auto">
            {each.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

interface CheckProps {
  readonly checked: boolean;
  readonly onCheck: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}

export function Check({ checked, onCheck, disabled = false, children }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onCheck(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
