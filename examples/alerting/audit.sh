#!/bin/sh
# Audits, and puts the metrics where the node exporter's textfile collector reads them, whether the gate passes or not.
# Usage: audit.sh REPORTS TEXTFILES
set -u
reports=$1 textfiles=$2
ansible-playbook -i inventory.yml timesync.meinberg.audit \
  -e audit_hosts=timeservers -e compliance_report_dir="$reports"
code=$?
# The exporter may read at any moment, and takes names that end in .prom.
install -m 644 "$reports/metrics.prom" "$textfiles/.meinberg.tmp" &&
  mv "$textfiles/.meinberg.tmp" "$textfiles/meinberg.prom" || exit 1
exit $code
