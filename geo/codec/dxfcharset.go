package codec

import (
	"bytes"
	"io"
	"strings"
)

// chooseCharset settles in which encoding the text is: as asked; UTF-8 from AC1021 (2007)
// on; else the drawing's code page; without any, UTF-8 when all of it is that, else GB18030.
func (d *dxfFile) chooseCharset() error {
	c := charsetUTF8
	var err error
	switch page := strings.ToUpper(d.page); {
	case d.forced != "":
		c, err = charsetOf(d.forced)
	case d.acad >= "AC1021": // versions without one sort before
	case page == "" || page == "ASCII" || page == "ANSI" || strings.HasPrefix(page, "DOS"):
		var valid bool
		valid, err = validUTF8(d.ctx, io.NewSectionReader(d.file, 0, d.size))
		if err == nil && !valid {
			c = charsetGB18030
		}
	default:
		c, err = charsetOf(page)
	}
	d.text = &c
	return err
}

// decode gives a text in UTF-8.
func (d *dxfFile) decode(b []byte) (string, error) {
	if d.text == nil {
		if err := d.chooseCharset(); err != nil {
			return "", err
		}
	}
	s, ok := d.text.decode(b)
	if !ok {
		return "", d.pairs.wrong(KindEncoding, "a text is not in %s, which the drawing says it is in; name the encoding", d.text.name)
	}
	return s, nil
}

// name reads the name of a layer or block; each is decoded once.
func (d *dxfFile) name() (string, error) {
	raw := bytes.TrimSpace(d.pairs.value)
	if s, known := d.names[string(raw)]; known {
		return s, nil
	}
	if len(d.names) >= maxDXFLayers || len(raw) > 4096 {
		return "", d.pairs.wrong(KindTooLarge, "more than %d layers and blocks, or a name of more than 4096 bytes", maxDXFLayers)
	}
	s, err := d.decode(raw)
	if err == nil {
		s = oneLine(dxfUnformatted(s, false))
		d.names[string(raw)] = s
	}
	return s, err
}
