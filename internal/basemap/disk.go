package basemap

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// disk keeps tiles of services in a folder, under names that do not tell where the tile
// lies. It deletes and reads nothing but files of such names.
type disk struct {
	root  *os.Root
	files *lru[string, struct{}]
}

var (
	diskName  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	diskMagic = []byte("RSBM1\n")
)

// diskHead is the length of what stands before the tile: magic, time, hash.
const diskHead = 6 + 8 + 16

// openDisk takes over a folder, which is made when it is not there.
func openDisk(dir string, budget int64) (*disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	d := &disk{root: root, files: newLRU[string, struct{}](budget)}
	d.files.dropped = func(name string) { _ = root.Remove(name) } // what stays is met at the next start
	if err := d.scan(); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return d, nil
}

// partPrefix begins the name of a file that is being written.
const partPrefix = ".part-"

// scan counts what is there, oldest first.
func (d *disk) scan() error {
	list, err := fs.ReadDir(d.root.FS(), ".")
	if err != nil {
		return err
	}
	var infos []fs.FileInfo
	for _, e := range list {
		if strings.HasPrefix(e.Name(), partPrefix) {
			_ = d.root.Remove(e.Name()) // of a run that was cut off
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && diskName.MatchString(e.Name()) {
			infos = append(infos, info)
		}
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range infos {
		d.files.put(info.Name(), struct{}{}, info.Size())
	}
	return nil
}

func (d *disk) close() error { return d.root.Close() }

// get reads a tile and when it came. A file that is broken is as one that is not there.
func (d *disk) get(name string) (data []byte, fetched time.Time, ok bool) {
	if _, there := d.files.get(name); !there {
		return nil, fetched, false
	}
	b, err := d.root.ReadFile(name)
	if err != nil || len(b) < diskHead || len(b) > diskHead+maxTile || !bytes.HasPrefix(b, diskMagic) || !bytes.Equal(b[14:diskHead], sum(b[diskHead:])) {
		d.files.forget(name)
		_ = d.root.Remove(name)
		return nil, fetched, false
	}
	return b[diskHead:], time.Unix(int64(binary.BigEndian.Uint64(b[6:14])), 0), true
}

// put keeps a tile. It is written aside and renamed, so that no half of one is ever read.
func (d *disk) put(name string, data []byte, fetched time.Time) error {
	b := append(binary.BigEndian.AppendUint64(slices.Clone(diskMagic), uint64(fetched.Unix())), sum(data)...)
	aside := partPrefix + rand.Text()
	err := d.root.WriteFile(aside, append(b, data...), 0o600)
	if err == nil {
		err = d.root.Rename(aside, name)
	}
	if err != nil {
		_ = d.root.Remove(aside)
		return err
	}
	d.files.put(name, struct{}{}, int64(diskHead+len(data)))
	return nil
}

func sum(data []byte) []byte {
	s := sha256.Sum256(data)
	return s[:16]
}

// fileName is where a tile of a layer is kept.
func fileName(layer string, key tileKey) string {
	b := append([]byte(layer), 0, key.addr.Z)
	b = binary.BigEndian.AppendUint32(b, key.addr.X)
	b = binary.BigEndian.AppendUint32(b, key.addr.Y)
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
