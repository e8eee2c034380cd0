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

	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/tiles/archive"
	"github.com/redsail/redsail/web"
)

// Names in the folder of a site, beside the files of the page.
const (
	siteTiles = "city.pmtiles"
	siteCity  = "city.json"
)

// errNoPage says that there is nothing to make a site of.
var errNoPage = errors.New("this binary was built without the page; `make build` puts it in")

// writeSite writes the page and what it needs into a folder, which comes into its place when it
// is whole.
func (t *tileset) writeSite(ctx context.Context, out string) (stats archive.Stats, err error) {
	page, built := web.Page()
	if !built {
		return stats, errNoPage
	}
	out = filepath.Clean(out)
	if old, err := os.ReadDir(out); err == nil && len(old) > 0 {
		return stats, usagef("--out: %s is not empty", out)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return stats, err
	}
	aside := filepath.Join(filepath.Dir(out), ".redsail-"+rand.Text())
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
	if err := os.Remove(out); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return stats, err
	}
	return stats, os.Rename(aside, out)
}

func (t *tileset) fillSite(ctx context.Context, page fs.FS, folder string) (stats archive.Stats, err error) {
	if err := copyPage(page, folder); err != nil {
		return stats, err
	}
	doc, err := httpapi.CityDocument(t.picture, true)
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
	metas := fmt.Appendf(bytes.Clone(mark), "\n    <meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n    <meta name=\"redsail-archive\" content=\"%s\">",
		html.EscapeString(httpapi.StaticPolicy()), siteTiles)
	return bytes.Replace(index, mark, metas, 1), nil
}
