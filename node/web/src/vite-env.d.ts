/// <reference types="vite/client" />

/** The version that was built. */
declare const __APP_VERSION__: string;
