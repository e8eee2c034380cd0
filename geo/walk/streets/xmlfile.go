package streets

import (
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/redsail/redsail/geo/codec"
)

const (
	maxTokenBytes = 8 << 20 // of XML between two tokens
	maxDepth      = 64      // elements within each other
)

// xmlFile reads the elements of an XML file under limits.
type xmlFile struct {
	ctx   context.Context
	d     *xml.Decoder
	guard *guard
	depth int
	n     int
}

// guard ends the reading when a single token takes too many bytes.
type guard struct {
	r    io.Reader
	left int
}

var errLongToken = errors.New("token too long")

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errLongToken
	}
	n, err := g.r.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}

func newXMLFile(ctx context.Context, r io.Reader) *xmlFile {
	g := &guard{r: r}
	return &xmlFile{ctx: ctx, d: xml.NewDecoder(bufio.NewReaderSize(g, 64<<10)), guard: g}
}

// next gives the next token: an xml.StartElement, xml.EndElement or xml.CharData, valid until
// the following call; io.EOF after the end of the root element.
func (x *xmlFile) next() (xml.Token, error) {
	for {
		if x.n++; x.n%4096 == 0 {
			if err := x.ctx.Err(); err != nil {
				return nil, err
			}
		}
		x.guard.left = maxTokenBytes
		t, err := x.d.Token()
		if err != nil {
			return nil, x.fault(err)
		}
		switch t.(type) {
		case xml.StartElement:
			if x.depth++; x.depth > maxDepth {
				return nil, malformed(x.place(), "elements are nested more than %d deep", maxDepth)
			}
			return t, nil
		case xml.EndElement:
			x.depth--
			return t, nil
		case xml.CharData:
			return t, nil
		case xml.Directive: // a document type may define entities that blow up; ours have none
			return nil, malformed(x.place(), "a document type is not read")
		}
	}
}

// skip passes over the rest of an element that has begun.
func (x *xmlFile) skip() error {
	for depth := x.depth - 1; x.depth > depth; {
		if _, err := x.next(); err != nil {
			return err
		}
	}
	return nil
}

func (x *xmlFile) place() string {
	line, _ := x.d.InputPos()
	return fmt.Sprintf("line %d", line)
}

func (x *xmlFile) fault(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.Is(err, errLongToken):
		return tooLarge(x.place(), "one tag or text is longer than %d bytes", maxTokenBytes)
	case errors.As(err, &syntax) && syntax.Msg == "unexpected EOF":
		return &codec.FileError{Kind: codec.KindTruncated, Place: x.place(), Message: "the file ends in the middle of an element"}
	case errors.As(err, &syntax):
		return malformed(fmt.Sprintf("line %d", syntax.Line), "no XML: %s", syntax.Msg)
	case strings.HasPrefix(err.Error(), "xml: "): // a version or an encoding that the reader has not
		return malformed(x.place(), "no XML that can be read: %.200s", strings.TrimPrefix(err.Error(), "xml: "))
	}
	return err
}

// root reads up to the root element, which must have the name.
func (x *xmlFile) root(name string) (xml.StartElement, error) {
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return xml.StartElement{}, malformed("", "there is no <%s> in it", name)
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		if se, ok := t.(xml.StartElement); ok {
			if se.Name.Local != name {
				return se, malformed(x.place(), "it begins with <%s>, not with <%s>", se.Name.Local, name)
			}
			return se, nil
		}
	}
}

func attr(se *xml.StartElement, name string) string {
	for i := range se.Attr {
		if se.Attr[i].Name.Local == name {
			return se.Attr[i].Value
		}
	}
	return ""
}
