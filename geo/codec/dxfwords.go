package codec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// likeCode is a text that can be a code: ASCII letters and digits, one digit at least.
var likeCode = regexp.MustCompile(`^[A-Za-z0-9._/-]*[0-9][A-Za-z0-9._/-]*$`)

// codeIn is the code that a text can be, as tables write it: wide letters, digits and marks as plain ones, without
// blanks; false where it can be none. Two numbers beside each other are none.
func codeIn(text string) (string, bool) {
	code := strings.Join(strings.Fields(strings.Map(func(c rune) rune {
		switch {
		case c == '　':
			return ' '
		case 0xff01 <= c && c <= 0xff5e:
			return c - 0xfee0
		}
		return c
	}, text)), "")
	if len(code) < len(text) && strings.Contains(code, ".") && strings.ContainsAny(text, " 　") {
		return "", false
	}
	return code, likeCode.MatchString(code)
}

// mostListed bounds the bytes of a property of several texts: a soup of heights and house
// numbers is no code and no name.
const mostListed = 4096

// listing joins texts by blanks, and ends with a mark where they are too many.
type listing struct {
	b    strings.Builder
	full bool
}

func (l *listing) add(text string) {
	switch {
	case l.full:
	case l.b.Len()+len(text) > mostListed && l.b.Len() > 0:
		l.full = true
		l.b.WriteString(" …")
	default:
		if l.b.Len() > 0 {
			l.b.WriteByte(' ')
		}
		l.b.WriteString(text)
	}
}

// candidates are the different texts that could be a code, or a name.
type candidates struct {
	seen map[string]bool
	list listing
	one  string
}

func (c *candidates) add(text string) {
	if !c.seen[text] {
		c.seen[text] = true
		c.one = text
		c.list.add(text)
	}
}

// isFigure is a text that says how much there is of something: 300户, 1.2 公顷.
var isFigure = regexp.MustCompile(`^[^0-9]{0,6}[0-9][0-9,.]*\s*(户|人|层|亩|公顷|平方米|平方公里|㎡|m²|m2|km²|km2|%)$`)

// isLabelled is a text that says itself what it tells, and no name: 面积：5.2公顷, 网格长：张三.
var isLabelled = regexp.MustCompile(`^\p{Han}{2,6}\s*[:：]`)

// say writes the texts into the properties: all of them as text, those of one layer as
// text@LAYER, of a layer of codes and others these as name@LAYER, the only one that looks like
// a code as code, the name as chosen by nameOf. The note tells of a code or name that was left
// out because several could be it, several lists those that could be the name.
func (o *dxfOutline) say(to map[string]string, mixed map[string]bool) (note, several string) {
	if len(o.texts) == 0 {
		return "", ""
	}
	lists := map[string]*listing{}
	add := func(field, text string) {
		if lists[field] == nil {
			lists[field] = &listing{}
		}
		lists[field].add(text)
	}
	codes := candidates{seen: map[string]bool{}}
	for _, t := range o.texts {
		text := t.item.text.text
		add("text", text)
		add(textField(t.layer), text)
		for _, word := range t.item.text.words() {
			if code, can := codeIn(word); can {
				codes.add(code)
			} else if mixed[t.layer] {
				add(nameField(t.layer), word)
			}
		}
	}
	for field, l := range lists {
		to[field] = l.b.String()
	}
	names := o.nameOf(&codes)
	for _, kind := range []struct {
		field string
		found *candidates
	}{{"code", &codes}, {"name", names}} {
		switch n := len(kind.found.seen); {
		case n == 1:
			to[kind.field] = kind.found.one
		case n > 1:
			note += fmt.Sprintf("; %d texts in it could be its %s: %.200s", n, kind.field, kind.found.list.b.String())
		}
	}
	if len(names.seen) > 1 {
		several = fmt.Sprintf("%.200s", names.list.b.String())
	}
	return strings.TrimPrefix(note, "; "), several
}

// nameOf are the texts that could be the name: those that look like no code. Of several those
// that are no figures, and of these those that stand on the layer of the code.
func (o *dxfOutline) nameOf(codes *candidates) *candidates {
	beside := map[string]bool{} // layers of the code
	for _, t := range o.texts {
		if len(codes.seen) == 1 && slices.ContainsFunc(t.item.text.words(), func(word string) bool { code, _ := codeIn(word); return code == codes.one }) {
			beside[t.layer] = true
		}
	}
	words := func(dxfPlaced, string) bool { return true }
	narrower := []func(dxfPlaced, string) bool{
		func(_ dxfPlaced, word string) bool {
			return !isFigure.MatchString(word) && !isLabelled.MatchString(word)
		},
		func(t dxfPlaced, _ string) bool { return beside[t.layer] },
	}
	found := o.namesBy(words)
	for _, also := range narrower {
		if len(found.seen) < 2 {
			break
		}
		before := words
		words = func(t dxfPlaced, word string) bool { return before(t, word) && also(t, word) }
		if fewer := o.namesBy(words); len(fewer.seen) > 0 {
			found = fewer
		} else {
			words = before
		}
	}
	return found
}

// namesBy are the texts that look like no code and that are accepted.
func (o *dxfOutline) namesBy(accept func(dxfPlaced, string) bool) *candidates {
	found := &candidates{seen: map[string]bool{}}
	for _, t := range o.texts {
		for _, word := range t.item.text.words() {
			if _, can := codeIn(word); !can && accept(t, word) {
				found.add(word)
			}
		}
	}
	return found
}

// mixedLayers are the layers that have in one polyline at least a text like a code and another one.
func mixedLayers(outlines []dxfOutline) map[string]bool {
	mixed := map[string]bool{}
	for i := range outlines {
		codes, others := map[string]bool{}, map[string]bool{}
		for _, t := range outlines[i].texts {
			for _, word := range t.item.text.words() {
				if _, can := codeIn(word); can {
					codes[t.layer] = true
				} else {
					others[t.layer] = true
				}
			}
		}
		for layer := range codes {
			mixed[layer] = mixed[layer] || others[layer]
		}
	}
	return mixed
}

func textField(layer string) string { return "text@" + layer }
func nameField(layer string) string { return "name@" + layer }

// fields are code, name and text where a polyline has one, then layer, handle and the texts by layer.
func (s *dxfDrawing) fields() []string {
	var out, layers []string
	seen := map[string]bool{}
	for i := range s.outlines {
		props := map[string]string{}
		_, _ = s.outlines[i].say(props, s.mixed)
		for key := range props {
			seen[key] = true
		}
	}
	for key := range seen {
		if strings.HasPrefix(key, textField("")) || strings.HasPrefix(key, nameField("")) {
			layers = append(layers, key)
		}
	}
	for _, key := range []string{"code", "name", "text"} {
		if seen[key] {
			out = append(out, key)
		}
	}
	slices.Sort(layers)
	return append(append(out, "layer", "handle"), layers...)
}
