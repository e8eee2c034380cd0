package codec

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// kmlLinks are elements that show or fetch something else; they are counted and left.
var kmlLinks = []string{"NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Tour"}

// kmlSurvey is what the first reading of a document finds.
type kmlSurvey struct {
	xml     *kmlTokens
	most    int // bytes of a text
	fields  []string
	folders []string
	seen    map[string]bool // fields
	known   map[string]bool // folders
	links   map[string]int
	around  []string // elements around
}

// survey reads the whole document for its fields, folders and what is not read.
func (s *kmlFile) survey() error {
	v := kmlSurvey{
		xml: s.xml, most: s.b.FieldBytes, fields: []string{"name", "folder"},
		seen: map[string]bool{"name": true, "folder": true}, known: map[string]bool{}, links: map[string]int{},
	}
	for {
		token, err := s.xml.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			switch e := token.(type) {
			case xml.EndElement:
				v.around = v.around[:len(v.around)-1]
			case xml.StartElement:
				err = v.element(e)
			}
		}
		if err != nil {
			return err
		}
	}
	s.src.Fields = v.fields
	for _, kind := range kmlLinks {
		if n := v.links[kind]; n > 0 {
			s.src.Ignored = append(s.src.Ignored, fmt.Sprintf("%d %s (not followed)", n, kind))
		}
	}
	if s.folder != "" && !v.known[s.folder] {
		return layerError(s.folder, v.folders)
	}
	return nil
}

func (v *kmlSurvey) element(e xml.StartElement) error {
	parent := ""
	if n := len(v.around); n > 0 {
		parent = v.around[n-1]
	}
	switch name := e.Name.Local; {
	case slices.Contains(kmlLinks, name):
		v.links[name]++
	case name == "Data" || name == "SimpleData":
		if key := fieldKey(e); key != "" && !v.seen[key] {
			if len(v.fields) >= maxFields {
				return v.xml.wrong(KindTooLarge, "more than %d fields", maxFields)
			}
			v.seen[key], v.fields = true, append(v.fields, key)
		}
	case name == "name" && isFolder(parent):
		folder, err := v.xml.text(v.most) // up to its end
		if err == nil && !v.known[folder] && len(v.folders) < maxKMLNames {
			v.known[folder], v.folders = true, append(v.folders, folder)
		}
		return err
	}
	v.around = append(v.around, e.Name.Local)
	return nil
}

func isFolder(element string) bool { return element == "Folder" || element == "Document" }

// fieldKey is the name of a field of extended data.
func fieldKey(e xml.StartElement) string { return strings.TrimSpace(attr(e, "name")) }
