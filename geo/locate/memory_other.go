//go:build !linux

package locate

import (
	"io"
	"os"
	"unsafe"
)

// adviseHuge does nothing where huge pages are not asked for.
func adviseHuge([]uint32) {}

// mapFile reads a part of a file.
func mapFile(f *os.File, from, length int64) ([]byte, error) {
	mem := make([]uint32, length/4)
	b := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(mem))), length)
	_, err := io.ReadFull(io.NewSectionReader(f, from, length), b)
	return b, err
}

func unmapFile([]byte) error { return nil }
