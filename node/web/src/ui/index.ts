/** The parts that screens are made of. */
export { BigButton, type BigButtonProps } from "./BigButton.tsx";
export { Confirm, type ConfirmProps } from "./Confirm.tsx";
export { Choice, type ChoiceProps, type Option, TextField, type TextFieldProps } from "./Field.tsx";
export { Icon, type IconName } from "./Icon.tsx";
export { Empty, Notice, type NoticeProps, Progress, Stale, Waiting, WrongScan } from "./Notice.tsx";
export { QuantityPad, type QuantityPadProps } from "./QuantityPad.tsx";
export { Line, type LineProps, Rows } from "./Rows.tsx";
export { ScanPrompt, type ScanPromptProps, TypeCode } from "./ScanPrompt.tsx";
export { Screen, type ScreenProps } from "./Screen.tsx";
export { useShortcuts } from "./shortcuts.ts";
export { Tile, type TileProps, Tiles } from "./Tile.tsx";
