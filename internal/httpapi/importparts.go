package httpapi

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

const (
	multipartType = "multipart/form-data"
	// importControlBytes bounds a table of control points, importMappingBytes a mapping of columns, and
	// importPartsBytes all that may stand around the file.
	importControlBytes = 16 << 20
	importMappingBytes = 1 << 20
	importPartsBytes   = importControlBytes + importMappingBytes + 64<<10
)

// sentFile is what came with a request: the size of the file, and what goes with it.
type sentFile struct {
	size    int64
	name    string // of the file where it was sent, without folders; "" = not told
	control string // the path of the table of control points; "" = none
	mapping *intake.Mapping
}

// patientBody reads on as long as bytes come.
type patientBody struct {
	body    io.Reader
	control *http.ResponseController
	wait    time.Duration
}

func (b *patientBody) Read(p []byte) (int, error) {
	// A writer that knows no deadlines, as in tests, needs none.
	_ = b.control.SetReadDeadline(time.Now().Add(b.wait))
	_ = b.control.SetWriteDeadline(time.Now().Add(2 * b.wait))
	return b.body.Read(p)
}

// isParts is true of a request whose file is one of several parts, with the boundary between them.
func isParts(r *http.Request) (boundary string, parts bool) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return params["boundary"], err == nil && kind == multipartType
}

// receiveBody puts what is sent into the folder: a file as it is, or the parts file, mapping and control.
func (s *Server) receiveBody(w http.ResponseWriter, r *http.Request, path string, most int64) (sentFile, error) {
	boundary, parts := isParts(r)
	if !parts {
		body := &patientBody{http.MaxBytesReader(w, r.Body, most), http.NewResponseController(w), s.bulkPatience()}
		n, err := copyInto(path, body, most)
		return sentFile{size: n}, err
	}
	body := &patientBody{http.MaxBytesReader(w, r.Body, most+importPartsBytes), http.NewResponseController(w), s.bulkPatience()}
	return receiveParts(multipart.NewReader(body, boundary), path, most)
}

// receiveParts reads each part once, in any order.
func receiveParts(form *multipart.Reader, path string, most int64) (sentFile, error) {
	var out sentFile
	came := map[string]bool{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return out, readFault(err)
		}
		name := part.FormName()
		if came[name] {
			return out, &badParameter{name: "file", code: "bad_body", msg: "a part stands there twice"}
		}
		came[name] = true
		switch name {
		case "file":
			out.name = fileWords(part.FileName())
			out.size, err = copyInto(path, part, most)
		case "control":
			out.control, err = receiveControl(filepath.Dir(path), part)
		case "mapping":
			out.mapping, err = receiveMapping(part)
		default:
			err = &badParameter{name: "file", code: "bad_body", msg: "the parts are file, mapping and control, each once"}
		}
		if err != nil {
			return out, err
		}
	}
	if !came["file"] {
		return out, &badParameter{name: "file", code: "bad_body", msg: "the part file is missing"}
	}
	return out, nil
}

// maxFileWords bounds the name of a file in a note, in bytes.
const maxFileWords = 200

// fileWords is the name of a file as it stands in a note.
func fileWords(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	for len(name) > maxFileWords {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return strings.TrimSpace(name)
}

// receiveControl keeps a table of control points beside the file; its content says whether it is a workbook.
func receiveControl(dir string, part io.Reader) (string, error) {
	var head [2]byte
	n, err := io.ReadFull(part, head[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", readFault(err)
	}
	path := filepath.Join(dir, "control.csv")
	if string(head[:n]) == "PK" {
		path = filepath.Join(dir, "control.xlsx")
	}
	_, err = copyInto(path, io.MultiReader(bytes.NewReader(head[:n]), part), importControlBytes)
	return path, err
}

func receiveMapping(part io.Reader) (*intake.Mapping, error) {
	text, err := io.ReadAll(io.LimitReader(part, importMappingBytes+1))
	switch {
	case err != nil:
		return nil, readFault(err)
	case len(text) > importMappingBytes:
		return nil, &http.MaxBytesError{Limit: importMappingBytes}
	}
	return intake.ReadMapping(bytes.NewReader(text))
}

// copyInto makes a file that only this account of the machine reads, of at most so many bytes.
func copyInto(path string, from io.Reader, most int64) (n int64, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, spoolFault(err)
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = spoolFault(cerr)
		}
	}()
	buf := make([]byte, 256<<10)
	for {
		got, rerr := from.Read(buf)
		if n += int64(got); n > most {
			return n, &http.MaxBytesError{Limit: most}
		}
		if _, err := f.Write(buf[:got]); err != nil {
			return n, spoolFault(err)
		}
		if errors.Is(rerr, io.EOF) {
			return n, nil
		}
		if rerr != nil {
			return n, readFault(rerr)
		}
	}
}

func spoolFault(err error) error {
	return city.Wrap(err, city.Unavailable, "spool_failed", "what was sent cannot be kept on disk")
}

// readFault says why a body was not read to its end.
func readFault(err error) error {
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return tooBig
	case tooSlow(err):
		return &badParameter{code: "too_slow", msg: "for too long no byte of the body came"}
	}
	return &badParameter{code: "bad_body", msg: "the body ends before it should, or its parts cannot be told apart"}
}
