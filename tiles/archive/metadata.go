package archive

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Metadata are the members of an archive's metadata. It is written with its keys in order.
type Metadata map[string]json.RawMessage

// Text gives a member that is a text, else "".
func (m Metadata) Text(key string) string {
	var s string
	if json.Unmarshal(m[key], &s) != nil {
		return ""
	}
	return s
}

// SetText sets a member to a text; an empty one is left out.
func (m Metadata) SetText(key, text string) error {
	if text == "" {
		return nil
	}
	return m.Set(key, text)
}

// Set sets a member.
func (m Metadata) Set(key string, value any) error {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // attributions hold links
	if err := enc.Encode(value); err != nil {
		return fmt.Errorf("archive: metadata %q: %w", key, err)
	}
	m[key] = bytes.TrimSpace(out.Bytes())
	return nil
}

// packed is the JSON of the members, the keys in order.
func (m Metadata) packed() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(map[string]json.RawMessage(m)); err != nil {
		return nil, fmt.Errorf("archive: metadata: %w", err)
	}
	return bytes.TrimSpace(out.Bytes()), nil
}
