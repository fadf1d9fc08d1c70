package io.milvus.residency.overview;

import io.milvus.residency.model.PolicyName;
import java.util.List;

/**
 * Blocked releases that one command approves.
 *
 * @param releases their number
 * @param policies the policies that want them; an approval by any of them is enough
 * @param command the command that approves exactly these releases
 */
public record ApprovalRequest(int releases, List<PolicyName> policies, String command) {}
