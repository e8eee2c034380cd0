//go:build amd64 || arm64

package walk

import "unsafe"

// prefetch asks the memory for what stands at p and does not wait for it: a read would, when enough of them
// are under way. Go has no such instruction of its own.
//
//go:noescape
func prefetch(p unsafe.Pointer)
