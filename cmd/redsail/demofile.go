package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// ready sees to it that a whole store stands: it uses the one that does, makes one where
// there is none, and makes a half-made demo city again. It leaves every other file alone.
func (c *demoCmd) ready(ctx context.Context, stderr io.Writer) error {
	sweepDemos(c.Store)
	switch _, err := os.Stat(c.Store); {
	case errors.Is(err, fs.ErrNotExist):
		return c.make(ctx, stderr)
	case err != nil:
		return err
	}
	size, flaw, err := c.stands(ctx)
	switch {
	case err != nil:
		return err
	case flaw != "":
		broken, err := moveAside(c.Store)
		if err != nil {
			return err
		}
		fmt.Fprintf(stderr, "redsail: %s %s: it is kept as %s and the city is made again\n", c.Store, flaw, broken)
		return c.make(ctx, stderr)
	case size == "":
		fmt.Fprintf(stderr, "redsail: %s stands already and is used as it is: it holds made-up data, though none that demo makes\n", c.Store)
	case size != demo.Size(c.Size):
		fmt.Fprintf(stderr, "redsail: %s stands already and is used as it is: the demo city of size %s, not %s (another --store makes that)\n", c.Store, size, c.Size)
	default:
		fmt.Fprintf(stderr, "redsail: %s stands already and is used as it is: the demo city of size %s\n", c.Store, size)
	}
	return nil
}

// stands judges the file. A flaw is what makes it half a demo city, and so one to make
// again; size is empty where the data is made up and another's. An error is a file that is
// not ours to touch.
func (c *demoCmd) stands(ctx context.Context) (size demo.Size, flaw string, err error) {
	s, err := openStore(ctx, c.Store)
	if err == nil {
		size, flaw, err = c.holds(ctx, s)
		if cerr := s.Close(); err == nil && flaw == "" {
			err = cerr
		}
	}
	if err == nil || flaw != "" {
		return size, flaw, err
	}
	if flaw = c.flawOf(err); flaw != "" {
		return "", flaw, nil
	}
	if city.CodeOf(err) == "not_a_store" {
		err = fmt.Errorf("%w, and demo does not touch it; name another file with --store", err)
	}
	return "", "", err
}

// holds judges a store that can be opened.
func (c *demoCmd) holds(ctx context.Context, s city.Store) (size demo.Size, flaw string, err error) {
	scheme, err := s.Scheme(ctx)
	switch {
	case err != nil:
		return "", "", err
	case !scheme.Demo:
		return "", "", fmt.Errorf("%s is a store of another city, which demo does not touch; name another file with --store, or serve this one with redsail serve", c.Store)
	case !demo.Ours(scheme):
		if old, err := demo.Outdated(ctx, s, scheme); err != nil || !old {
			return "", "", err
		}
		return "", "was made by an older Redsail and holds areas only", nil
	}
	if size, err = demo.SizeOf(ctx, s); err == nil && size == "" {
		flaw = "is half a demo city: its making was never completed"
	}
	if err != nil || flaw != "" {
		return size, flaw, err
	}
	// Keys of another store beside it are refused here, not when a person is asked about.
	keys, err := gpkg.OpenKeys(ctx, c.Store)
	if err != nil {
		return "", "", err
	}
	return size, "", keys.Close()
}

// flawOf is the flaw of a file that cannot be read as a store; empty where that does not
// make it half a demo city.
func (c *demoCmd) flawOf(err error) string {
	switch city.CodeOf(err) {
	case "not_a_store", "store_corrupt":
	default:
		return ""
	}
	switch head, rerr := readHead(c.Store); {
	case rerr != nil:
		return ""
	case len(head) == 0:
		return "is empty"
	case bytes.HasPrefix(head, []byte("SQLite format 3\x00")) && bytes.Contains(head, []byte(demo.Title.Zh)):
		return "is a damaged or half-written demo city"
	}
	return ""
}

// headBytes hold the settings of a store, and the city's title in them.
const headBytes = 1 << 20

func readHead(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, headBytes))
}

// sideFiles are what SQLite keeps beside a file, and what Redsail keeps apart from it: keys and
// accounts. What a lost file has left must not stand beside a new one: it would be taken for that
// one's.
var sideFiles = []string{
	"-journal", "-wal", "-shm",
	gpkg.KeysSuffix, gpkg.KeysSuffix + "-journal",
	gpkg.AuthSuffix, gpkg.AuthSuffix + "-journal", gpkg.AuthSuffix + "-wal", gpkg.AuthSuffix + "-shm",
}

// maxBroken is how many broken files are kept beside each other.
const maxBroken = 100

// moveAside gives a file another name, never one that is taken, and its side files with it.
func moveAside(path string) (string, error) {
	for n := 1; n <= maxBroken; n++ {
		broken := path + ".broken"
		if n > 1 {
			broken = fmt.Sprintf("%s.broken%d", path, n)
		}
		if _, err := os.Lstat(broken); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := os.Rename(path, broken); err != nil {
			return "", err
		}
		return broken, moveSides(path, broken)
	}
	return "", fmt.Errorf("%s: there are %d broken ones beside it already; remove them", path, maxBroken)
}

func moveSides(path, broken string) error {
	for _, side := range sideFiles {
		if err := os.Rename(path+side, broken+side); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
