package locate

import (
	"os"
	"syscall"
	"unsafe"
)

// hugePage is the size of one on the machines that have them.
const hugePage = 2 << 20

// adviseHuge asks for huge pages under a long stretch of memory, before it is written: a
// lookup in a gigabyte otherwise waits as long for the address of a line as for the line.
// It is only advice: that it fails changes nothing.
func adviseHuge(words []uint32) {
	if len(words) < hugePage/2 {
		return
	}
	b := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), len(words)*4)
	from := -uintptr(unsafe.Pointer(unsafe.SliceData(b))) & (hugePage - 1)
	to := (uintptr(len(b))-from)&^(hugePage-1) + from
	_ = syscall.Madvise(b[from:to], syscall.MADV_HUGEPAGE)
}

// mapFile maps a part of a file, which begins at a multiple of the size of a page.
func mapFile(f *os.File, from, length int64) ([]byte, error) {
	if length == 0 {
		return nil, nil
	}
	return syscall.Mmap(int(f.Fd()), from, int(length), syscall.PROT_READ, syscall.MAP_SHARED)
}

func unmapFile(mem []byte) error {
	if mem == nil {
		return nil
	}
	return syscall.Munmap(mem)
}
