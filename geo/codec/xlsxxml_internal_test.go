package codec

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// Documents that are read alike; what is changed in them reaches most of the grammar.
var sheetDocs = []string{
	`<?xml version="1.0" encoding="UTF-8"?>` + "\r\n" + `<worksheet xmlns="a" xmlns:r='b'><!-- a > b --><sheetData><row r="1" spans="1:12"><c r="A1" t="s"><v>3</v></c>` +
		`<c r='B1' t = "inlineStr" ><is><t xml:space="preserve"> &lt;&#65;&#x4e2d;&amp;&apos;&quot;&gt; </t></is></c ><c/></row></sheetData></worksheet>`,
	"\ufeff<x:sst><x:si><x:r><x:t>甲\r\n乙\r丙</x:t></x:r><x:rPh><x:t>jia</x:t></x:rPh></x:si><si><t><![CDATA[a<b&c]] ]]></t><t a=\">\" b='\"/>'/></si><?pi x?></x:sst>",
	`<a><b c="1"d='2'/><:e f:h="x"/><i:/><j>]]&gt;&#13;&#xD;` + strings.Repeat("长", 40) + `</j></a>`,
}

// tokensOf lists what a reader finds, by the words that both share.
func tokensOf(doc []byte, small bool) (tokens []string, err error) {
	var in io.Reader = bytes.NewReader(doc)
	if small {
		in = iotest.OneByteReader(in)
	}
	x := newSheetXML(in, 1<<20)
	for {
		e, err := x.next()
		if errors.Is(err, io.EOF) {
			return tokens, nil
		}
		if err != nil {
			return tokens, err
		}
		switch e.kind {
		case sheetStart:
			tokens = append(tokens, fmt.Sprintf("<%s %q %q>", e.name, e.attr("r"), e.attr("t")))
		case sheetEnd:
			tokens = append(tokens, fmt.Sprintf("</%s>", e.name))
		case sheetText:
			tokens = append(tokens, string(e.text))
		}
	}
}

func usualTokens(doc []byte) (tokens []string, declared bool, err error) {
	d := xml.NewDecoder(bytes.NewReader(doc))
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return tokens, declared, nil
		}
		if err != nil {
			return tokens, declared, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			tokens = append(tokens, fmt.Sprintf("<%s %q %q>", e.Name.Local, attr(e, "r"), attr(e, "t")))
		case xml.EndElement:
			tokens = append(tokens, fmt.Sprintf("</%s>", e.Name.Local))
		case xml.CharData:
			tokens = append(tokens, string(e))
		case xml.Directive:
			declared = true
		}
	}
}

// likeUsual checks a document against encoding/xml, which knows two things more: which letters of other
// scripts may stand in a name, and which versions of XML there are.
func likeUsual(t *testing.T, doc []byte) (taken bool) {
	t.Helper()
	want, declared, usual := usualTokens(doc)
	got, err := tokensOf(doc, false)
	slow, slowErr := tokensOf(doc, true)
	if !slices.Equal(got, slow) || fmt.Sprint(err) != fmt.Sprint(slowErr) {
		t.Errorf("%q: the buffer changes what is read: %q %v, %q %v", doc, got, err, slow, slowErr)
	}
	var file *FileError
	switch {
	case err != nil && !errors.As(err, &file) && !errors.Is(err, io.ErrUnexpectedEOF):
		t.Errorf("%q: %v names nothing", doc, err)
	case declared:
		if err == nil {
			t.Errorf("%q: a document type is taken", doc)
		}
	case usual == nil && (err != nil || !slices.Equal(got, want)):
		t.Errorf("%q\n%q, %v\n%q", doc, got, err, want)
	case usual != nil && err == nil && !strings.Contains(usual.Error(), "invalid XML name") && !strings.Contains(usual.Error(), "unsupported version"):
		t.Errorf("%q: taken, but: %v", doc, usual)
	}
	return err == nil
}

func TestSheetXMLLikeUsual(t *testing.T) {
	taken, r := 0, rand.New(rand.NewPCG(7, 8))
	pieces := []string{"<", ">", "/", "\"", "'", "&", ";", "]]>", "<!--", "-->", "--", "<?", "?>", "<![CDATA[", "=", " ", "\r\n", "\x01", "\xff", "\ufffe", "&#0;", "&#x1f;", "&#xD800;", "&#1114112;", "&x;", ":", "<!DOCTYPE a>", "é"}
	for _, doc := range sheetDocs {
		if !likeUsual(t, []byte(doc)) {
			t.Errorf("%q is refused", doc)
		}
		for range 4000 {
			out := []byte(doc)
			for range 1 + r.IntN(3) {
				at := r.IntN(len(out))
				end := min(len(out), at+r.IntN(4))
				out = slices.Replace(out, at, end, []byte(pieces[r.IntN(len(pieces))])...)
				if r.IntN(8) == 0 {
					out = out[:r.IntN(len(out)+1)]
				}
				if len(out) == 0 {
					break
				}
			}
			if likeUsual(t, out) {
				taken++
			}
			if t.Failed() {
				return
			}
		}
	}
	if taken < 1000 || taken > 11_000 {
		t.Errorf("%d of 12,000 changed documents are whole", taken)
	}
}

// TestSheetXMLLimit: no token takes more memory than that, and none more time than its length.
func TestSheetXMLLimit(t *testing.T) {
	for name, doc := range map[string]string{
		"a text": "<a>" + strings.Repeat("x", 1<<20), "a tag": "<a b=\"" + strings.Repeat(">", 1<<20), "a comment": "<!--" + strings.Repeat(">", 1<<20),
		"CDATA": "<![CDATA[" + strings.Repeat("]>", 1<<20), "an instruction": "<?" + strings.Repeat(">", 1<<20),
	} {
		x := newSheetXML(strings.NewReader(doc), 1000)
		var err error
		for err == nil {
			_, err = x.next()
		}
		var file *FileError
		if !errors.As(err, &file) || file.Kind != KindTooLarge || cap(x.buf) > 256<<10 {
			t.Errorf("%s: %v, %d bytes kept", name, err, cap(x.buf))
		}
	}
}

func FuzzSheetXML(f *testing.F) {
	for _, doc := range sheetDocs {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) { likeUsual(t, doc) })
}
