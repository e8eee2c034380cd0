//go:build unix

package main

import (
	"os"
	"syscall"
)

// tryLock locks a file for as long as it is open, or fails at once when another program has
// it locked. The lock ends with the program, however that ends.
func tryLock(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
