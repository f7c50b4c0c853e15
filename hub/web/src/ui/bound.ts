/** The texts of a draft, each as the field it is typed in. */

type Texts<T> = { [K in keyof T]: string extends T[K] ? K : never }[keyof T];

interface Bound {
  value: string;
  onInput: (value: string) => void;
}

/** `const field = bound(draft, put)`, and then `<TextField label="Name" {...field("name")} />`. */
export function bound<T extends object>(
  draft: T,
  put: (part: Partial<T>) => void,
): <K extends Texts<T>>(name: K) => Bound {
  return (name) => ({
    value: draft[name] as string,
    onInput: (value) => put({ [name]: value } as unknown as Partial<T>),
  });
}
