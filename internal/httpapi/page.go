package httpapi

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// file is a file of the page. Its content is read when somebody asks for it: browsers keep most
// files for ever, and the program has them already.
type file struct {
	representation
	read func() ([]byte, error)
	gzip func() ([]byte, error) // its content compressed, once; nil when that is not worth it
}

// contentTypes are those of the files of a page. The tables of the machine are not asked:
// they differ, and the page must not.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".json": "application/json", ".webmanifest": "application/manifest+json",
	".png": "image/png", ".woff2": "font/woff2", ".wasm": "application/wasm", ".pbf": "application/x-protobuf",
}

const index = "index.html"

// pageFiles reads index.html and the assets. Vite names assets by their content, so only
// the index has to be asked for again.
func (s *Server) pageFiles(page fs.FS) map[string]*file {
	out := map[string]*file{}
	if page == nil {
		return out
	}
	err := fs.WalkDir(page, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || name != index && !strings.HasPrefix(name, "assets/") {
			return err
		}
		read := func() ([]byte, error) { return fs.ReadFile(page, name) }
		content, err := read()
		out[name] = newFile(name, content, read)
		return err
	})
	if err != nil {
		s.log.Error("the page cannot be read", "error", err.Error())
	}
	return out
}

// newFile is the file with a content, which read gives again.
func newFile(name string, content []byte, read func() ([]byte, error)) *file {
	f := &file{read: read, representation: representation{
		contentType: contentTypes[path.Ext(name)], etag: `"` + digest(content) + `"`, lasting: name != index,
	}}
	switch {
	case f.contentType == "":
		f.contentType = "application/octet-stream"
	case path.Ext(name) == ".png", path.Ext(name) == ".woff2", len(content) < 1<<10: // hardly smaller
	default:
		f.gzip = sync.OnceValues(func() ([]byte, error) {
			content, err := read()
			return zip(content), err
		})
	}
	return f
}

// zip compresses; writing into memory cannot fail.
func zip(content []byte) []byte {
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	if _, err := zw.Write(content); err != nil {
		return nil
	}
	if err := zw.Close(); err != nil {
		return nil
	}
	return buf.Bytes()
}

func (s *Server) page(w http.ResponseWriter, r *http.Request, _ url.Values) error {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = index
	}
	f := s.files[name]
	if f == nil {
		return city.Errorf(city.NotFound, "no_such_path", "there is nothing at this address")
	}
	c, read := f.representation, f.read
	if f.gzip != nil {
		w.Header()["Vary"] = varyCoding
		coding, err := chooseCoding(r.Header["Accept-Encoding"], codedGzip)
		if err != nil {
			return err
		}
		if coding == codedGzip {
			c.coding, c.etag, read = coding, codedTag(c.etag, coding, identity), f.gzip
		}
	}
	var err error
	if c.content, err = read(); err != nil {
		return err
	}
	if r.Header.Get("Service-Worker") == "script" { // it answers for the whole page, not only for its own folder
		w.Header().Set("Service-Worker-Allowed", "/")
	}
	s.send(w, r, &c)
	return nil
}
