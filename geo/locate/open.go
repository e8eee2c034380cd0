package locate

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"unsafe"
)

// SnapshotError says why a file is of no use. Whoever meets it builds the index anew.
type SnapshotError struct {
	Path   string
	Reason string
}

func (e *SnapshotError) Error() string {
	return fmt.Sprintf("locate: snapshot %s: %s", e.Path, e.Reason)
}

// Snapshot is an index that lies in a file and is read from there as it is asked.
type Snapshot struct {
	*Index
	path  string
	file  *os.File
	head  *head
	start int64 // of the body
	mem   []byte
}

// Open maps a snapshot into memory and checks its head: that it is a whole snapshot of that
// name, all of whose sections lie in the file. This takes no longer for a country than for
// a village. Of the body nothing is known until Verify has read it; until then, and for as
// long as somebody might cut the file off, lookups go through Guard. It fails with
// *SnapshotError when the file is not such a snapshot.
func Open(path string, name Name) (*Snapshot, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s, err := open(f, name)
	if err != nil {
		f.Close()
		return nil, err
	}
	return s, nil
}

func open(f *os.File, name Name) (*Snapshot, error) {
	s := &Snapshot{path: f.Name(), file: f}
	if err := s.readHead(name); err != nil {
		return nil, err
	}
	mem, err := mapFile(f, s.start, s.head.bodyLen())
	if err != nil {
		return nil, err
	}
	s.mem = mem
	s.Index = s.head.index(mem)
	return s, nil
}

func (s *Snapshot) refuse(format string, args ...any) error {
	return &SnapshotError{Path: s.path, Reason: fmt.Sprintf(format, args...)}
}

// readHead reads and checks all but the body.
func (s *Snapshot) readHead(name Name) error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	var prefix [prefixLen]byte
	if _, err := s.file.ReadAt(prefix[:], 0); err != nil {
		return s.refuse("it is too short")
	}
	d := decoder{rest: prefix[len(magic):]}
	order, version, length, sum := d.u32(), d.u32(), d.u32(), d.u32()
	switch {
	case string(prefix[:len(magic)]) != magic:
		return s.refuse("it is not a snapshot")
	case order != byteOrder:
		return s.refuse("it was made on a machine with another byte order")
	case version != formatNumber:
		return s.refuse("it has format %d, not %d", version, formatNumber)
	case length > maxHead || int64(bodyStart(int(length))) > info.Size():
		return s.refuse("it is too short")
	}
	text := make([]byte, bodyStart(int(length))-prefixLen)
	if _, err := s.file.ReadAt(text, prefixLen); err != nil {
		return s.refuse("it is too short")
	}
	if crc32.Checksum(text[:length], castagnoli) != sum || strings.Trim(string(text[length:]), "\x00") != "" {
		return s.refuse("the head is damaged")
	}
	h, reason := decode(text[:length])
	if reason != "" {
		return s.refuse("%s", reason)
	}
	s.head, s.start = h, int64(bodyStart(int(length)))
	switch {
	case h.name != name:
		return s.refuse("it is of %v, not of %v", h.name, name)
	case h.bodyLen() < 0 || s.start+h.bodyLen() != info.Size():
		return s.refuse("it has %d bytes, not %d", info.Size(), s.start+h.bodyLen())
	case int64(len(h.checksums)) != (h.bodyLen()+checked-1)/checked:
		return s.refuse("it has %d checksums for %d bytes", len(h.checksums), h.bodyLen())
	}
	return nil
}

// Verify reads the whole body and compares its checksums. It fails with *SnapshotError when
// the file is damaged.
func (s *Snapshot) Verify(ctx context.Context) error {
	room := make([]byte, 0, checked)
	return s.blocks(ctx, func(int64) []byte { return room })
}

// Close gives up the file. Nobody may ask the index any more, nor one that was made of it
// by Edit.
func (s *Snapshot) Close() error { return errors.Join(unmapFile(s.mem), s.file.Close()) }

// Load reads a snapshot into memory and checks all of it. The index does not need the file
// any more. It fails as Open and Verify do.
func Load(ctx context.Context, path string, name Name) (*Index, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := &Snapshot{path: path, file: f}
	if err := s.readHead(name); err != nil {
		return nil, err
	}
	return s.Load(ctx)
}

// Load reads the snapshot that is open into memory and checks all of it, whatever stands at
// its path by now. It fails as Verify does.
func (s *Snapshot) Load(ctx context.Context) (*Index, error) {
	words := stretch(int(s.head.bodyLen() / 4))
	mem := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), len(words)*4)
	if err := s.blocks(ctx, func(at int64) []byte { return mem[at:at] }); err != nil {
		return nil, err
	}
	return s.head.index(mem), nil
}

// blocks reads the body MiB by MiB into the room given for each and checks it.
func (s *Snapshot) blocks(ctx context.Context, room func(at int64) []byte) error {
	size := s.head.bodyLen()
	for i, sum := range s.head.checksums {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := int64(i) * checked
		b := room(at)[:min(checked, size-at)]
		if n, err := s.file.ReadAt(b, s.start+at); n < len(b) {
			if err == nil || errors.Is(err, io.EOF) {
				return s.refuse("it ends at byte %d", s.start+at+int64(n))
			}
			return err
		}
		if crc32.Checksum(b, castagnoli) != sum {
			return s.refuse("bytes %d to %d are damaged", s.start+at, s.start+at+int64(len(b)))
		}
	}
	return nil
}

// Guard runs lookups on an index that lies in a file. Should the file be damaged or cut off
// meanwhile, it returns a *SnapshotError where the process would end otherwise.
func (s *Snapshot) Guard(lookups func()) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if fault := recover(); fault != nil {
			err = s.refuse("a lookup failed: %v", fault)
		}
	}()
	lookups()
	return nil
}
