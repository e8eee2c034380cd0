package codec

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const utf8BOM = "\xef\xbb\xbf"

// charset is the encoding of a file's text.
type charset struct {
	name string            // "UTF-8", "GB18030", or the WHATWG name
	enc  encoding.Encoding // nil for UTF-8
}

var (
	charsetUTF8    = charset{name: "UTF-8"}
	charsetGB18030 = charset{name: "GB18030", enc: simplifiedchinese.GB18030}
)

// charsetOf finds an encoding by the names that .cpg files, code page numbers and people
// use. GBK, CP936 and GB2312 are read as GB18030, which holds them all.
func charsetOf(name string) (charset, error) {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' || r == '/' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(strings.TrimPrefix(name, utf8BOM))))
	for _, prefix := range []string{"ANSI", "OEM", "WINDOWS", "MSWIN", "CP"} {
		plain = strings.TrimPrefix(plain, prefix)
	}
	switch plain {
	case "UTF8", "65001", "ASCII", "USASCII", "20127":
		return charsetUTF8, nil
	case "GBK", "936", "GB2312", "EUCCN", "GB18030", "54936":
		return charsetGB18030, nil
	case "950", "BIG5", "BIG5HKSCS":
		plain = "big5"
	case "88591":
		plain = "iso-8859-1"
	default:
		if len(plain) == 4 && strings.HasPrefix(plain, "125") {
			plain = "windows-" + plain
		} else {
			plain = strings.TrimSpace(name)
		}
	}
	enc, err := htmlindex.Get(plain)
	if err != nil {
		return charset{}, &FileError{Kind: KindEncoding,
			Message: fmt.Sprintf("encoding %.40q is unknown (UTF-8, GBK, GB18030, Big5 … are known)", name)}
	}
	canonical, err := htmlindex.Name(enc)
	if err != nil {
		canonical = plain
	}
	return charset{name: canonical, enc: enc}, nil
}

// decode gives the text as UTF-8; ok is false when the bytes are not of the encoding.
func (c charset) decode(b []byte) (s string, ok bool) {
	if c.enc == nil {
		return string(b), utf8.Valid(b)
	}
	out, err := c.enc.NewDecoder().Bytes(b)
	s = string(out)
	return s, err == nil && !strings.ContainsRune(s, utf8.RuneError)
}

// decodeCut is decode for text that a fixed width may have cut within a character: up
// to three bytes are dropped from the end.
func (c charset) decodeCut(b []byte) (s string, ok bool) {
	for cut := 0; cut <= 3 && cut <= len(b); cut++ {
		if s, ok = c.decode(b[:len(b)-cut]); ok {
			return s, true
		}
	}
	return "", false
}

// archiveName gives the name of an archive entry as people wrote it: UTF-8, else GB18030.
func archiveName(raw string) string {
	if utf8.ValidString(raw) {
		return raw
	}
	s, _ := charsetGB18030.decode([]byte(raw))
	return s
}
