package codec

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// maxDXFWork bounds the sides looked at while the polylines of texts are found.
const maxDXFWork = 1 << 30

// placeTexts gives every text to the smallest closed polyline that holds its place, and says
// how many lie in none. A text on a border is in none.
func placeTexts(ctx context.Context, outlines []dxfOutline, texts []dxfPlaced) (outside int, err error) {
	slices.SortStableFunc(texts, func(a, b dxfPlaced) int { return cmp.Compare(a.at[0], b.at[0]) })
	owner := make([]int, len(texts))
	size := make([]float64, len(texts))
	for i := range owner {
		owner[i] = -1
	}
	work := 0
	for i := range outlines {
		o := &outlines[i]
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if o.err != nil || checkRing(o.ring, len(o.ring)) != nil {
			continue
		}
		box, area := o.ring.Bound(), abs(signedArea(o.ring))
		first, _ := slices.BinarySearchFunc(texts, box.Min[0], func(t dxfPlaced, x float64) int { return cmp.Compare(t.at[0], x) })
		for j := first; j < len(texts) && texts[j].at[0] <= box.Max[0]; j++ {
			work++
			at := texts[j].at
			if at[1] < box.Min[1] || at[1] > box.Max[1] || owner[j] >= 0 && size[j] <= area {
				continue
			}
			if work += len(o.ring); work > maxDXFWork {
				return 0, &FileError{Kind: KindTooLarge, Message: "too many texts lie in too many polylines to find where each belongs"}
			}
			if side(o.ring, at) > 0 {
				owner[j], size[j] = i, area
			}
		}
	}
	for j, i := range owner {
		if i < 0 {
			outside++
			continue
		}
		outlines[i].texts = append(outlines[i].texts, texts[j])
	}
	for i := range outlines {
		slices.SortStableFunc(outlines[i].texts, readingOrder)
	}
	return outside, nil
}

// readingOrder is from the top, then from the left.
func readingOrder(a, b dxfPlaced) int {
	return cmp.Or(cmp.Compare(b.at[1], a.at[1]), cmp.Compare(a.at[0], b.at[0]))
}

// likeCode is a text that can be a code: ASCII letters and digits, one digit at least.
var likeCode = regexp.MustCompile(`^[A-Za-z0-9._/-]*[0-9][A-Za-z0-9._/-]*$`)

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

// say writes the texts into the properties: all of them as text, those of one layer as
// text@LAYER, the only one that looks like a code as code, the only other as name. The note
// tells of a code or name that was left out because several could be it.
func (o *dxfOutline) say(to map[string]string) (note string) {
	if len(o.texts) == 0 {
		return ""
	}
	var all listing
	layers := map[string]*listing{}
	codes, names := candidates{seen: map[string]bool{}}, candidates{seen: map[string]bool{}}
	for _, t := range o.texts {
		text := t.item.text.text
		all.add(text)
		if layers[t.layer] == nil {
			layers[t.layer] = &listing{}
		}
		layers[t.layer].add(text)
		if likeCode.MatchString(text) {
			codes.add(text)
		} else {
			names.add(text)
		}
	}
	to["text"] = all.b.String()
	for layer, l := range layers {
		to[textField(layer)] = l.b.String()
	}
	for _, kind := range []struct {
		field string
		found *candidates
	}{{"code", &codes}, {"name", &names}} {
		switch n := len(kind.found.seen); {
		case n == 1:
			to[kind.field] = kind.found.one
		case n > 1:
			note += fmt.Sprintf("; %d texts in it could be its %s: %.200s", n, kind.field, kind.found.list.b.String())
		}
	}
	return strings.TrimPrefix(note, "; ")
}

func textField(layer string) string { return "text@" + layer }

// fields are code, name and text where a polyline has one, then layer, handle and the texts by layer.
func (s *dxfDrawing) fields() []string {
	var out, layers []string
	seen := map[string]bool{}
	for i := range s.outlines {
		props := map[string]string{}
		_ = s.outlines[i].say(props)
		for key := range props {
			seen[key] = true
		}
	}
	for key := range seen {
		if strings.HasPrefix(key, textField("")) {
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
