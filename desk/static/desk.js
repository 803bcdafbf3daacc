// The desk's own script: keyboard, holds, the pause reminder. No inline script anywhere, no eval.
"use strict";
