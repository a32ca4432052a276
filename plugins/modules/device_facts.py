#!/usr/bin/python
# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: device_facts
short_description: Gather all facts of a Meinberg time server
version_added: 1.0.0
description:
  - >-
    Gathers the status, NTP, PTP and outputs of a microSync (meinbergOS) or a LANTIME (LTOS) over its REST API, in one
    task and one HTTP session.
  - >-
    The facts are in C(ansible_facts.meinberg), so later tasks and templates of the play can use them without a
    C(register).
  - The fast way is C(gather_facts=false) and a task with this module. It runs in the Ansible process.
  - >-
    With C(gather_facts=true) and C(ansible_facts_modules=timesync.meinberg.device_facts) Ansible always runs the
    ordinary module. That costs a process of Python for each host, where the fast way starts none. The example shows
    what such a play needs.
  - It only reads. The result is never C(changed).
options:
  gather_subset:
    description:
      - The facets to gather. Fewer facets are fewer requests on meinbergOS; on LTOS one request serves all of them.
      - V(all) is every facet. V(status), V(ntp), V(ptp) and V(outputs) are one each.
      - A facet after C(!) is left out, of all facets where none is named. V(!ptp) is all but PTP.
      - Any other word fails the task, and so does a list that leaves nothing.
    type: list
    elements: str
    default: [all]
attributes:
  facts:
    description: Action returns an C(ansible_facts) dictionary that will update existing host facts.
    support: full
author:
  - The timesync.meinberg maintainers (@timesync)
extends_documentation_fragment:
  - timesync.meinberg.attributes
  - timesync.meinberg.connection
seealso:
  - module: timesync.meinberg.status_info
    description: The status facet alone; documents its facts.
  - module: timesync.meinberg.ntp_info
    description: The NTP facet alone; documents its facts.
  - module: timesync.meinberg.ptp_info
    description: The PTP facet alone; documents its facts.
  - module: timesync.meinberg.output_info
    description: The outputs facet alone; documents its facts.
  - name: Facts reference
    description: Where each value stands at the device, and how sure that is.
    link: https://github.com/timesync/meinberg/blob/main/docs/facts.md
"""

EXAMPLES = r"""
# The fast way: no fact gathering by Ansible, one task, no process on or for the hosts.
# MEINBERG_USERNAME, MEINBERG_PASSWORD and MEINBERG_CA_PATH are in the environment of ansible-playbook.
- name: Gather the facts of all time servers
  hosts: timeservers
  gather_facts: false
  tasks:
    - name: Gather the facts
      timesync.meinberg.device_facts:
        host: "{{ ansible_host | default(inventory_hostname) }}"

    - name: Show what they say
      ansible.builtin.debug:
        msg: >-
          {{ ansible_facts.meinberg.device.model }} {{ ansible_facts.meinberg.device.firmware.version }}
          is {{ ansible_facts.meinberg.status.sync.state }}

    - name: Keep the facts of each host in a file
      ansible.builtin.copy:
        content: "{{ ansible_facts.meinberg | to_nice_json }}\n"
        dest: "facts/{{ inventory_hostname }}.json"
        mode: "0644"
      delegate_to: localhost

- name: Set the connection options once, for all modules of the collection
  hosts: timeservers
  gather_facts: false
  module_defaults:
    group/timesync.meinberg.meinberg:
      host: "{{ ansible_host | default(inventory_hostname) }}"
      username: auditor
      password: "{{ vault_meinberg_password }}"
      ca_path: files/plant-ca.pem
  tasks:
    - name: Gather all but the outputs
      timesync.meinberg.device_facts:
        gather_subset: ["!outputs"]

# The way through gather_facts. Ansible runs the ordinary module here, a process of Python for each host, so the play
# needs a local connection and the interpreter that has requests. Options come from module_defaults or the environment.
- name: Gather the facts as Ansible gathers those of a server
  hosts: timeservers
  gather_facts: true
  vars:
    ansible_facts_modules: timesync.meinberg.device_facts
    ansible_connection: local
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  module_defaults:
    timesync.meinberg.device_facts:
      host: "{{ inventory_hostname }}"
      username: auditor
      password: "{{ vault_meinberg_password }}"
      gather_subset: [status, ntp]
  tasks:
    - name: Show the stratum
      ansible.builtin.debug:
        var: ansible_facts.meinberg.ntp.system.stratum

- name: Keep a record of each request beside the facts
  hosts: microsyncs
  gather_facts: false
  tasks:
    - name: Gather the facts
      timesync.meinberg.device_facts:
        host: "{{ inventory_hostname }}"
        device_os: meinbergos
        http_sessions: true
        http_sessions_max_count: 20

    - name: Show the slowest round trip
      ansible.builtin.debug:
        msg: "{{ ansible_facts.meinberg.http.sessions | selectattr('rtt_ms') | map(attribute='rtt_ms') | max }} ms"

- name: Use a bearer token (LTOS 7.08 or newer)
  hosts: lantimes
  gather_facts: false
  tasks:
    - name: Gather the facts
      timesync.meinberg.device_facts:
        host: "{{ inventory_hostname }}"
        username: auditor
        password: "{{ vault_meinberg_password }}"
        auth: bearer

- name: Go on with the other hosts where one cannot be read, and say why
  hosts: timeservers
  gather_facts: false
  tasks:
    - name: Read the device or tell why it cannot be read
      block:
        - name: Gather the facts
          timesync.meinberg.device_facts:
            host: "{{ inventory_hostname }}"
          register: answer
      rescue:
        - name: Say why
          ansible.builtin.debug:
            msg: "{{ answer.error.kind }}: {{ answer.msg }} {{ answer.error.hint }}"
"""

RETURN = r"""
ansible_facts:
  description: The facts, which Ansible adds to those of the host.
  type: dict
  returned: success
  contains:
    meinberg:
      description: All that was gathered of the device.
      type: dict
      returned: success
      contains:
        device:
          description: Who the device is. What it does not say is null.
          type: dict
          returned: success
          sample:
            host: lantime.example.com
            port: 443
            web_url: https://lantime.example.com
            vendor: Meinberg
            os: ltos
            model: M600
            serial_number: "030111000001"
            hostname: lantime
            firmware: {version: 7.10.008, edition: null, architecture: x32, raw: fw_7.10.008, selected: 7.10.008}
          contains:
            host:
              description: The name or address that was asked, from O(host).
              type: str
            port:
              description: The TCP port that was asked.
              type: int
            web_url:
              description: The URL of the device's web interface.
              type: str
            vendor:
              description: Always V(Meinberg).
              type: str
            os:
              description: V(ltos) for a LANTIME, V(meinbergos) for a microSync.
              type: str
            model:
              description: The model.
              type: str
            serial_number:
              description: The serial number of the device.
              type: str
            chassis_serial_number:
              description: The serial number of the chassis. LTOS only.
              type: str
            backplane_revision:
              description: The revision of the backplane. LTOS only.
              type: str
            hostname:
              description: The host name that the device has itself.
              type: str
            api_version:
              description: The version of the REST API. LTOS only.
              type: str
            time_stamp:
              description: The device's own time in its answer, as ISO 8601 in UTC.
              type: str
            pending_changes:
              description: How many changes of the configuration wait to be saved. LTOS only.
              type: int
            firmware:
              description:
                - The firmware.
                - >-
                  C(update) is the latest update, LTOS only: C(in_progress), C(progress_percent), C(last_successful),
                  C(last_started), C(last_ended) and C(last_error). In a template write C(firmware['update']), since
                  C(firmware.update) is a method of dictionaries there.
              type: dict
              contains:
                version:
                  description: The version that runs, as plain as V(7.10.008) or V(7.06.014-light).
                  type: str
                edition:
                  description: V(light) for a light edition, else null. LTOS only.
                  type: str
                architecture:
                  description: The processor architecture, for example V(x32). LTOS only.
                  type: str
                raw:
                  description: The version that runs, as the device writes it.
                  type: str
                selected:
                  description: The version that starts next. LTOS only.
                  type: str
                installed:
                  description: The versions that are installed. LTOS only.
                  type: list
                  elements: dict
                  contains:
                    id:
                      description: The device's name for the version.
                      type: str
                    version:
                      description: The version, as the device writes it.
                      type: str
                    type:
                      description: How it is installed, as the device writes it.
                      type: str
                packages:
                  description: The packages of the version that runs. LTOS only.
                  type: list
                  elements: dict
                  contains:
                    name:
                      description: The package's name.
                      type: str
                    version:
                      description: The package's version, as the device writes it.
                      type: str
        status:
          description: The status facet. See RV(timesync.meinberg.status_info#module:status).
          type: dict
          returned: success, where O(gather_subset) picks it
        ntp:
          description: The NTP facet. See RV(timesync.meinberg.ntp_info#module:ntp).
          type: dict
          returned: success, where O(gather_subset) picks it
        ptp:
          description: The PTP facet. See RV(timesync.meinberg.ptp_info#module:ptp).
          type: dict
          returned: success, where O(gather_subset) picks it
        outputs:
          description: The outputs facet. See RV(timesync.meinberg.output_info#module:outputs).
          type: list
          elements: dict
          returned: success, where O(gather_subset) picks it
        http:
          description: What the HTTP sessions with the device cost, and its certificate.
          type: dict
          returned: success
          sample:
            request_count: 1
            connection_count: 1
            bytes_received: 31161
            rtt_ms: {min: 21.4, mean: 21.4, max: 21.4}
            duration_ms: 48.125
            tls:
              protocol: TLSv1.3
              cipher: TLS_AES_256_GCM_SHA384
              verified: true
              certificate:
                subject: CN=lantime.example.com
                issuer: CN=Plant CA,O=Example
                san: [lantime.example.com]
                not_before: "2026-01-01T00:00:00Z"
                not_after: "2028-01-01T00:00:00Z"
                self_signed: false
                key_type: rsa
                key_bits: 2048
                signature_algorithm: sha256WithRSAEncryption
                sha256: 4f1c6c5b1a0e9d8f7a6b5c4d3e2f10990817263544536271809fafbecddcebfa
          contains:
            request_count:
              description: How many requests were sent, those tried again included.
              type: int
            connection_count:
              description: How many connections were opened.
              type: int
            bytes_received:
              description: The bytes of all bodies, as they were received.
              type: int
            rtt_ms:
              description: >-
                The time from a request sent to the head of its answer, in milliseconds. Null where no answer came.
              type: dict
              contains:
                min:
                  description: The least.
                  type: float
                mean:
                  description: The mean.
                  type: float
                max:
                  description: The greatest.
                  type: float
            duration_ms:
              description: The time from the first request begun to the last one ended, in milliseconds.
              type: float
            tls:
              description: The TLS session of the latest connection. Null with O(use_tls=false).
              type: dict
              contains:
                protocol:
                  description: The protocol, for example V(TLSv1.3).
                  type: str
                cipher:
                  description: The cipher suite.
                  type: str
                verified:
                  description: Whether the certificate was verified, from O(validate_certs).
                  type: bool
                certificate:
                  description:
                    - The certificate that the device showed on this connection, verified or not.
                    - >-
                      Null where the Python library C(cryptography) is missing, or the certificate cannot be parsed.
                  type: dict
                  contains:
                    subject:
                      description: Whom it is for, as in RFC 4514.
                      type: str
                    issuer:
                      description: Who issued it, as in RFC 4514.
                      type: str
                    san:
                      description: The names and addresses that it is valid for.
                      type: list
                      elements: str
                    not_before:
                      description: From when on it is valid, as ISO 8601 in UTC.
                      type: str
                    not_after:
                      description: Until when it is valid, as ISO 8601 in UTC.
                      type: str
                    self_signed:
                      description: Whether its issuer is its subject.
                      type: bool
                    key_type:
                      description: The type of its key, V(rsa), V(ec), V(ed25519), V(ed448) or V(dsa).
                      type: str
                    key_bits:
                      description: The size of its key in bits.
                      type: int
                    signature_algorithm:
                      description: The algorithm of its signature.
                      type: str
                    sha256:
                      description: Its SHA-256 fingerprint in lower case hexadecimal digits.
                      type: str
            sessions:
              description: The latest HTTP sessions, the oldest first, at most O(http_sessions_max_count).
              type: list
              elements: dict
              returned: success, with O(http_sessions=true)
              sample:
                - method: GET
                  url: https://lantime.example.com/api/status
                  status_code: 200
                  request_time: "2026-03-04T05:06:07.000123Z"
                  response_time: "2026-03-04T05:06:07.046512Z"
                  connect_ms: 10.25
                  tls_ms: 14.5
                  rtt_ms: 21.4
                  duration_ms: 48.125
                  bytes: 31161
                  attempt: 1
                  connection: 1
                  error: null
              contains:
                method:
                  description: C(GET), or C(PUT) for the one request for a token.
                  type: str
                url:
                  description: The URL.
                  type: str
                status_code:
                  description: The status of the answer. Null where none came.
                  type: int
                request_time:
                  description: When the session began, connecting included, as ISO 8601 in UTC.
                  type: str
                response_time:
                  description: When the head of the answer was there, as ISO 8601 in UTC.
                  type: str
                connect_ms:
                  description: The time to connect, in milliseconds. Null where an open connection was used.
                  type: float
                tls_ms:
                  description: The time of the TLS handshake, in milliseconds. Null where there was none.
                  type: float
                rtt_ms:
                  description: >-
                    The time from the request sent to the head of the answer, in milliseconds, neither connecting nor
                    handshake in it.
                  type: float
                duration_ms:
                  description: The time to the last byte, in milliseconds.
                  type: float
                bytes:
                  description: The bytes of the body, as they were received.
                  type: int
                attempt:
                  description: The number of the attempt at this request, the first being 1.
                  type: int
                connection:
                  description: The number of the connection used, the first being 1.
                  type: int
                error:
                  description: Null, or why it failed, with the words of RV(error.kind).
                  type: str
        unavailable:
          description:
            - What could not be read while the device as a whole could.
            - A facet that the device does not have is null or empty and listed here. That is no failure.
            - A single value that an answer does not hold is null, and not listed.
          type: list
          elements: dict
          returned: success
          sample:
            - facet: outputs
              path: /api/status#/data/chassis0/slots/*/module/outputs
              reason: unsupported
              facts: [outputs]
            - facet: status
              path: status.references
              reason: unsupported
              facts: [status.references]
          contains:
            facet:
              description: The facet that lacks something, or V(device) or V(http).
              type: str
            path:
              description:
                - The path of the API.
                - >-
                  Behind V(#/) follows the place in the answer of that path (on meinbergOS below its C(data)), with V(*)
                  for any position of a list.
                - The name of a fact stands here instead where the API has no place for it.
              type: str
            reason:
              description:
                - Why it could not be read.
                - V(not_found), the device does not know the path, or its answer has nothing there.
                - V(forbidden), the account may not read it.
                - V(unsupported), the API of this operating system, or this edition of the firmware, does not offer it.
                - V(malformed), what stands there is not of the kind or form that is known.
                - V(timeout), no answer came in time.
                - V(http), the device answered with another error.
                - V(too_large), the answer is larger than O(max_body_mib).
                - V(dependency), a Python library is missing.
                - V(contradicted), other statements of the same answer refute the value, so that it is null.
                - V(masked), the value repeats the password or token, so that it is null.
              type: str
            facts:
              description: The facts that are missing for it, or records and facets of them.
              type: list
              elements: str
        gathered_at:
          description: When the reading began by the controller's clock, as ISO 8601 in UTC.
          type: str
          returned: success
          sample: "2026-03-04T05:06:07.000101Z"
        schema_version:
          description: The version of this shape. It rises when names or meanings change.
          type: int
          returned: success
          sample: 1
        raw:
          description: The device's own answers, by the path that was asked.
          type: dict
          returned: success, with O(include_raw=true)
          sample: {/api/state/references/global: {data: {clockState: synchronized, estimatedTimeQuality: 25 ns}}}
error:
  description: Why the device could not be read. C(msg) says the same in one sentence.
  type: dict
  returned: failure
  sample:
    kind: auth
    url: https://lantime.example.com/api/status
    status_code: 401
    hint_code: auth
    hint: Check user name and password; nothing was tried again, since devices lock users out.
  contains:
    kind:
      description:
        - The layer that failed.
        - V(credentials), user name, password or token is missing or unusable, and nothing was sent.
        - V(auth), the device refused the credentials, or gave no token.
        - V(forbidden), the account may not read this.
        - V(tls), the handshake failed or the certificate is not trusted.
        - V(dns), the name has no address, or O(host) is none.
        - V(connect), there was no connection.
        - V(timeout), a wait or the whole deadline ran out.
        - V(http), the device answered with an error.
        - V(redirect), the device led elsewhere, which is refused.
        - V(protocol), the answer is not what the API speaks.
        - V(too_large), the answer is larger than O(max_body_mib).
        - V(proxy), the proxy failed.
        - V(rest_disabled), a web server answers, but no REST API.
        - V(dependency), a Python library is missing or too old.
      type: str
    url:
      description: The URL that was asked. Null where none was.
      type: str
    status_code:
      description: The status of the answer. Null where none came.
      type: int
    hint_code:
      description:
        - A stable name of C(hint), whose words may change with any version.
        - Null where there is no hint.
      type: str
    hint:
      description: What to do about it. Null where there is nothing to add.
      type: str
"""

from ansible_collections.timesync.meinberg.plugins.module_utils.arguments import CONNECTION, GATHER_SUBSET
from ansible_collections.timesync.meinberg.plugins.module_utils.info import device_facts, run_module

ARGUMENT_SPEC = {**CONNECTION, **GATHER_SUBSET}
run = device_facts


def main() -> None:
    """Run as an ordinary module."""
    run_module(run, ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
