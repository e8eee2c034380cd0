package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/tiles/archive"
	"github.com/redsail/redsail/web"
)

// Names in the folder of a site, beside the files of the page.
const (
	siteTiles = "city.pmtiles"
	siteCity  = "city.json"
)

// siteMark tells the page that it has an archive and no server.
var siteMark = []byte(`<meta name="redsail-archive" content="` + siteTiles + `">`)

// errNoPage says that there is nothing to make a site of.
var errNoPage = errors.New("this binary was built without the page; `make build` puts it in")

// writeSite writes the page and what it needs into a folder, which comes into its place when it
// is whole, as the file of any other format does: what stood there, empty or an older site, stands
// until then.
func (t *tileset) writeSite(ctx context.Context, out string) (stats archive.Stats, err error) {
	page, built := web.Page()
	if !built {
		return stats, errNoPage
	}
	place, err := behindLinks(filepath.Clean(out))
	if err != nil {
		return stats, err
	}
	old, err := siteStands(page, place, out)
	if err != nil {
		return stats, err
	}
	aside := filepath.Join(filepath.Dir(place), ".redsail-"+rand.Text())
	if err := os.Mkdir(aside, 0o777); err != nil { // the umask says who may read it
		return stats, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(aside))
		}
	}()
	if stats, err = t.fillSite(ctx, page, aside); err != nil {
		return stats, err
	}
	if old == nil {
		return stats, os.Rename(aside, place)
	}
	if err := os.Chmod(aside, old.Mode().Perm()); err != nil {
		return stats, err
	}
	return stats, exchange(aside, place)
}

// siteStands tells what folder stands in the place of a site; nil = none. It refuses one that
// holds what is no part of a site: that would be lost.
func siteStands(page fs.FS, place, out string) (fs.FileInfo, error) {
	old, err := os.Stat(place)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !old.IsDir():
		return nil, &fs.PathError{Op: "create", Path: out, Err: syscall.ENOTDIR}
	}
	held, err := os.ReadDir(place)
	if err != nil || len(held) == 0 {
		return old, err
	}
	for _, entry := range held {
		name := entry.Name()
		if _, err := fs.Stat(page, name); err != nil && name != siteTiles && name != siteCity {
			return nil, usagef("--out: %s holds %.60q, which is no part of a site", out, name)
		}
	}
	index, err := os.ReadFile(filepath.Join(place, "index.html"))
	if err != nil || !bytes.Contains(index, siteMark) {
		return nil, usagef("--out: %s is not empty, and holds no site of an earlier export", out)
	}
	return old, nil
}

// exchange puts a folder into the place of another one, which goes; should that fail, the other
// one comes back.
func exchange(aside, place string) error {
	was := filepath.Join(filepath.Dir(place), ".redsail-"+rand.Text())
	if err := os.Rename(place, was); err != nil {
		return err
	}
	if err := os.Rename(aside, place); err != nil {
		return errors.Join(err, os.Rename(was, place))
	}
	return os.RemoveAll(was)
}

func (t *tileset) fillSite(ctx context.Context, page fs.FS, folder string) (stats archive.Stats, err error) {
	if err := copyPage(page, folder); err != nil {
		return stats, err
	}
	doc, err := httpapi.CityDocument(t.picture, t.dated)
	if err != nil {
		return stats, err
	}
	if err := os.WriteFile(filepath.Join(folder, siteCity), doc, 0o666); err != nil {
		return stats, err
	}
	file, err := createOut(filepath.Join(folder, siteTiles))
	if err != nil {
		return stats, err
	}
	defer file.drop()
	if stats, err = t.write(ctx, archive.PMTiles, file, folder); err != nil {
		return stats, err
	}
	return stats, file.keep()
}

// copyPage copies the page but for the fonts, which only a server draws with.
func copyPage(page fs.FS, folder string) error {
	return fs.WalkDir(page, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(folder, filepath.FromSlash(name))
		if entry.IsDir() {
			if name == "." {
				return nil
			}
			return os.Mkdir(to, 0o777)
		}
		if name == "fonts.json" || strings.HasSuffix(name, ".woff2") || strings.HasSuffix(name, ".woff") {
			return nil
		}
		content, err := fs.ReadFile(page, name)
		if err != nil {
			return err
		}
		if name == "index.html" {
			if content, err = sitePage(content); err != nil {
				return err
			}
		}
		return os.WriteFile(to, content, 0o666)
	})
}

// sitePage tells the page that it has an archive and no server, and gives it the policy that a
// server would send.
func sitePage(index []byte) ([]byte, error) {
	mark := []byte(`<meta charset="utf-8">`)
	if bytes.Count(index, mark) != 1 {
		return nil, fmt.Errorf("the page has not one %s", mark)
	}
	metas := fmt.Appendf(bytes.Clone(mark), "\n    <meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n    %s",
		html.EscapeString(httpapi.StaticPolicy()), siteMark)
	return bytes.Replace(index, mark, metas, 1), nil
}
