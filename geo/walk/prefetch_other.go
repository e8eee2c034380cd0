//go:build !amd64 && !arm64

package walk

import "unsafe"

// prefetch does nothing on machines whose instruction for it is not written down here.
func prefetch(unsafe.Pointer) {}
